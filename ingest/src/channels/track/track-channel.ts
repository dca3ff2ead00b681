import type { MessageChannel, Outcome } from "../channel.js";
import type { TrackedEvent } from "../fate.js";

/** Takes an event the way of all events. Resolves once it is durable. @returns why it was rejected, if it was */
export type Track = (source: string, event: TrackedEvent) => Promise<string | undefined>;

/** An event that a journey tracks, and whose it is. */
export interface TrackedContent {
  readonly source: string;
  readonly event: TrackedEvent;
}

/**
 * Tracks events of people. An event keeps its id however often it is told, so it is told again where nobody knows
 * whether it was stored, and counts once.
 */
export function trackChannel(track: Track): MessageChannel {
  return {
    channel: "track",
    isIdempotent: true,
    async send({ content }): Promise<Outcome> {
      const { source, event } = JSON.parse(content.text) as TrackedContent;
      try {
        const rejected = await track(source, event);
        return rejected === undefined ? { is: "sent" } : { is: "rejected", reason: rejected };
      } catch (error) {
        return { is: "in-doubt", reason: (error as Error).message };
      }
    },
    async close() {},
  };
}
