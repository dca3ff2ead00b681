import { idText, normalId } from "@safar/schemas";
import { stringify } from "lossless-json";
import type { Received } from "../../collect/received.js";

/** A follower's filter; an undefined field matches everything. */
export interface TailFilter {
  readonly source?: string | undefined;
  /** An event's name, or the type of a call without a name. */
  readonly event?: string | undefined;
  /** A user id or an anonymous id. */
  readonly user?: string | undefined;
  /** Only rejected events. */
  readonly refused?: boolean | undefined;
}

/** One line of a tail. */
export type TailLine =
  | {
      readonly kind: "event";
      readonly at: number;
      readonly source: string;
      readonly event: TailedEvent;
      /** Whether it is from a bot: no figure counts it. */
      readonly isFromBot?: true | undefined;
    }
  | {
      readonly kind: "refused";
      readonly at: number;
      readonly source: string;
      readonly code: string;
      readonly message: string;
      readonly messageId: string | null;
      /** The event's text, without fields that are never stored. */
      readonly body: string;
    }
  /** Lines dropped because the follower was too slow. */
  | { readonly kind: "missed"; readonly count: number };

export interface TailedEvent extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

/** Receives a follower's lines; `write` returns false while it can't take more. */
export interface Follower {
  write(line: string): boolean;
}

/** Sends received events to followers. Without followers it costs nothing. */
export interface Live {
  received(received: Received): void;
  /** @returns a function that stops following */
  follow(follower: Follower, filter: TailFilter): () => void;
}

interface Following {
  readonly write: (line: string) => void;
  readonly filter: TailFilter;
}

/** Writes lines to a follower. Drops and counts lines while it is too slow, and then sends it the count. */
export function countingMissed(follower: Follower): (line: string) => void {
  let missed = 0;
  return (line) => {
    if (missed > 0 && follower.write(text({ kind: "missed", count: missed }))) missed = 0;
    if (missed > 0 || !follower.write(line)) missed += 1;
  };
}

export function live(): Live {
  const all = new Set<Following>();
  const send = ({ write }: Following, line: TailLine) => write(text(line));

  return {
    received({ source, receivedAt: at, accepted, fromBots, refused }) {
      for (const following of all) {
        const { filter } = following;
        if (filter.source !== undefined && filter.source !== source) continue;
        if (!filter.refused) {
          for (const event of accepted)
            if (wanted(event, filter)) {
              const isFromBot = fromBots.has(event) || undefined;
              send(following, { kind: "event", at, source, event, isFromBot });
            }
        }
        for (const { code, message, messageId, body } of refused) {
          if (wanted(bodyOf(body), filter))
            send(following, { kind: "refused", at, source, code, message, messageId, body });
        }
      }
    },
    follow(follower, { user, ...others }) {
      const filter = { ...others, user: user === undefined ? undefined : normalId(user) };
      const following: Following = { write: countingMissed(follower), filter };
      all.add(following);
      return () => void all.delete(following);
    },
  };
}

function text(line: TailLine): string {
  return `${stringify(line)}\n`;
}

function wanted(event: Readonly<Record<string, unknown>>, { event: name, user }: TailFilter): boolean {
  if (name !== undefined && event.event !== name && event.name !== name && event.type !== name) return false;
  return user === undefined || idText(event.userId) === user || idText(event.anonymousId) === user;
}

/** The event in a rejected event's text; empty when the text is not a JSON object. */
export function bodyOf(body: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
