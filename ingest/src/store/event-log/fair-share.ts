import { type EventLog, EventLogFullError, type LogRecords } from "./event-log.js";

/** How many times the room that is left one owner may hold. */
const SHARE_OF_REST = 2;

/**
 * An event log in which no owner can take all room: each may hold twice as much as is left free. One that sends
 * alone holds two thirds at most, two hold two fifths each, and whoever comes next finds a place. (These are dynamic
 * thresholds, as switches share their memory: Choudhury and Hahne, 1998.)
 *
 * @param maxPendingChars what the log behind takes, in characters
 */
export function fairShare(log: EventLog, maxPendingChars: number): EventLog {
  const held = new Map<string, number>();
  let total = 0;

  return {
    async append(records: LogRecords) {
      const { owner = "" } = records;
      const chars = sizeOf(records);
      const own = held.get(owner) ?? 0;
      // The first of an owner always gets through: to be refused for being large, not for being greedy.
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
