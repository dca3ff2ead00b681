import { newSecret, tokenHash } from "./secret.js";

/** Who is signed in; the sessions may live in another process. */
export interface Sessions {
  /** Begins a session and gives its token, which only the reader's cookie holds. */
  begin(): string | Promise<string>;
  /** True while a token's session lasts; being asked counts as a sign of life. */
  isOpen(token: string | undefined): boolean | Promise<boolean>;
  end(token: string | undefined): void | Promise<void>;
}

/** Sessions that live in this process: a restart ends them, and so does a new secret. */
export interface SessionStore extends Sessions {
  begin(now?: number): string;
  isOpen(token: string | undefined, now?: number): boolean;
  end(token: string | undefined): void;
}

/** After so long without a request a session ends, and after so long in any case; in milliseconds. */
export const IDLE_MS = 12 * 3_600_000;
export const LONGEST_MS = 7 * 24 * 3_600_000;

/** More readers than that at once are a mistake or an attack; the one silent for the longest time goes. */
const MOST_SESSIONS = 1_000;

export function sessionStore(): SessionStore {
  /** By the token's hash, the one seen last at the end. */
  const open = new Map<string, { readonly begunAt: number; seenAt: number }>();
  return {
    begin(now = Date.now()) {
      const token = newSecret();
      open.set(tokenHash(token), { begunAt: now, seenAt: now });
      if (open.size > MOST_SESSIONS) open.delete(open.keys().next().value!);
      return token;
    },
    isOpen(token, now = Date.now()) {
      if (token === undefined) return false;
      const key = tokenHash(token);
      const session = open.get(key);
      if (session === undefined) return false;
      open.delete(key);
      if (now - session.seenAt > IDLE_MS || now - session.begunAt > LONGEST_MS) return false;
      session.seenAt = now;
      open.set(key, session);
      return true;
    },
    end(token) {
      if (token !== undefined) open.delete(tokenHash(token));
    },
  };
}
