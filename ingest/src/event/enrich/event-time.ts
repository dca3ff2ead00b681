import { EARLIEST_MS, isTold, toldTime } from "@safar/schemas";

/** How the time of an event was found; see {@link eventTime}. */
export type TimestampRule = "sender" | "corrected" | "received";

export interface EventTime {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly rule: TimestampRule;
}

/**
 * A sender whose clock is further off than this is put right, and no event lies further ahead of its
 * receipt. Below it the difference may as well be a slow network, and a right clock must not be "corrected".
 */
export const CLOCK_TOLERANCE_MS = 60_000;

/**
 * When an event happened.
 *
 * `sender`: the sender's `timestamp` as it is. `corrected`: moved by `receivedAt - sentAt`, because that
 * shows the sender's clock to be wrong. `received`: the sender gave no time, or one that can't be (later than
 * its receipt, or before 1900), so the receipt stands in for it; the text sent is kept beside it.
 * Past times are legitimate: shops send years of old orders.
 *
 * @param timestamp as sent; an unreadable one is refused before
 * @param sentAt the moment of sending by the same clock, epoch milliseconds; undefined when it is not known
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

/**
 * What an event says of when it happened: its `timestamp`, else `originalTimestamp`, as RudderStack's clients call the
 * same.
 */
export function sentTime(event: Readonly<Record<string, unknown>>): unknown {
  return event.timestamp ?? event.originalTimestamp;
}
