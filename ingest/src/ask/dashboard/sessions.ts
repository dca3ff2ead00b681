import type { Role } from "./roles.js";
import { newSecret, tokenHash } from "./secret.js";

/** Who is signed in; the sessions may live in another process. */
export interface Sessions {
  /** Begins a session and gives its token, which only the reader's cookie holds. */
  begin(role: Role): string | Promise<string>;
  /** Who a token's session is of while it lasts; being asked counts as a sign of life. */
  roleOf(token: string | undefined): Role | undefined | Promise<Role | undefined>;
  end(token: string | undefined): void | Promise<void>;
}

/** Sessions that live in this process: a restart ends them, and so does a new secret. */
export interface SessionStore extends Sessions {
  begin(role: Role, now?: number): string;
  roleOf(token: string | undefined, now?: number): Role | undefined;
  end(token: string | undefined): void;
}

/** After so long without a request a session ends, and after so long in any case; in milliseconds. */
export const IDLE_MS = 12 * 3_600_000;
export const LONGEST_MS = 7 * 24 * 3_600_000;

/** More readers than that at once are a mistake or an attack; the one silent for the longest time goes. */
const MOST_SESSIONS = 1_000;

export function sessionStore(): SessionStore {
  /** By the token's hash, the one seen last at the end. */
  const open = new Map<string, { readonly role: Role; readonly begunAt: number; seenAt: number }>();
  return {
    begin(role, now = Date.now()) {
      const token = newSecret();
      open.set(tokenHash(token), { role, begunAt: now, seenAt: now });
      if (open.size > MOST_SESSIONS) open.delete(open.keys().next().value!);
      return token;
    },
    roleOf(token, now = Date.now()) {
      if (token === undefined) return undefined;
      const key = tokenHash(token);
      const session = open.get(key);
      if (session === undefined) return undefined;
      open.delete(key);
      if (now - session.seenAt > IDLE_MS || now - session.begunAt > LONGEST_MS) return undefined;
      session.seenAt = now;
      open.set(key, session);
      return session.role;
    },
    end(token) {
      if (token !== undefined) open.delete(tokenHash(token));
    },
  };
}
