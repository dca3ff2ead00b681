import { type EventLog, EventLogFullError, type LogRecords } from "./event-log.js";

/** An owner may hold this many times the free room. */
const SHARE_OF_REST = 2;

/**
 * An event log in which no owner can use all room: each may hold at most twice the free room. One owner alone gets
 * two thirds, two get two fifths each, and a new one always finds room. (Dynamic thresholds, as in the shared memory
 * of network switches: Choudhury and Hahne, 1998.)
 *
 * @param maxPendingChars the room of the wrapped log, in characters
 */
export function fairShare(log: EventLog, maxPendingChars: number): EventLog {
  const held = new Map<string, number>();
  let total = 0;

  return {
    async append(records: LogRecords) {
      const { owner = "" } = records;
      const chars = sizeOf(records);
      const own = held.get(owner) ?? 0;
      // An owner's first request always passes: the wrapped log may refuse it for its size, but not this share.
      if (own > 0 && own + chars > SHARE_OF_REST * (maxPendingChars - total)) {
        throw new EventLogFullError("This write key's events fill its share of what may wait.", 1);
      }
      held.set(owner, own + chars);
      total += chars;
      try {
        await log.append(records);
      } finally {
        total -= chars;
        const rest = (held.get(owner) ?? 0) - chars;
        if (rest > 0) held.set(owner, rest);
        else held.delete(owner);
      }
    },
    unavailable: log.unavailable,
    pending: log.pending,
    close: log.close,
  };
}

function sizeOf({ events, deadLetters }: LogRecords): number {
  let chars = 0;
  for (const row of events) chars += row.length;
  for (const row of deadLetters) chars += row.length;
  return chars;
}
