import { EARLIEST_MS, isTold, toldTime } from "@safar/schemas";

/** How the time of an event was found; see {@link eventTime}. */
export type TimestampRule = "sender" | "corrected" | "received";

export interface EventTime {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rule: TimestampRule;
}

/**
 * Clocks that are off by more than this are corrected, and no event is dated further ahead of its receipt. A smaller
 * difference may be a slow network, and a right clock must not be "corrected".
 */
export const CLOCK_TOLERANCE_MS = 60_000;

/**
 * When an event happened.
 *
 * `sender`: the sender's `timestamp` as it is. `corrected`: moved by `receivedAt - sentAt`, because that shows that
 * the sender's clock is wrong. `received`: the time is missing or impossible (later than the receipt, or before
 * 1900), so the receipt's time is used; the text that was sent is also stored. Past times are legitimate: shops send
 * years of old orders.
 *
 * @param timestamp as sent; validation has rejected unreadable ones
 * @param sentAt time of sending by the sender's clock, epoch milliseconds; undefined when not known
 * @param receivedAt our clock at receipt, epoch milliseconds
 */
export function eventTime(timestamp: unknown, sentAt: number | undefined, receivedAt: number): EventTime {
  const told = toldTime(timestamp);
  if (!isTold(told)) return { at: receivedAt, rule: "received" };
  const skew = receivedAt - (sentAt ?? receivedAt);
  const wrongClock = Math.abs(skew) > CLOCK_TOLERANCE_MS;
  const at = wrongClock ? told + skew : told;
  if (at > receivedAt + CLOCK_TOLERANCE_MS || at < EARLIEST_MS) return { at: receivedAt, rule: "received" };
  return { at, rule: wrongClock ? "corrected" : "sender" };
}

/** The event's own time: `timestamp`, or RudderStack's name for it, `originalTimestamp`. */
export function sentTime(event: Readonly<Record<string, unknown>>): unknown {
  return event.timestamp ?? event.originalTimestamp;
}
