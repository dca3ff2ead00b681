import { timestampMillis } from "@safar/schemas";

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

/** The earliest time that ClickHouse's DateTime64 holds: 1900-01-01. */
const EARLIEST_MS = Date.UTC(1900, 0, 1);

/**
 * When an event happened.
 *
 * `sender`: the sender's `timestamp` as it is. `corrected`: moved by `receivedAt - sentAt`, because that
 * shows the sender's clock to be wrong. `received`: the sender gave no time, or one that can't be (later than
 * its receipt, or before 1900), so the receipt stands in for it; the text sent is kept beside it.
 * Past times are legitimate: shops send years of old orders.
 *
 * @param timestamp ISO 8601 text or epoch milliseconds, as sent
 * @param sentAt the moment of sending by the same clock, epoch milliseconds; undefined when it is not known
 * @param receivedAt our clock at receipt, epoch milliseconds
 */
export function eventTime(timestamp: unknown, sentAt: number | undefined, receivedAt: number): EventTime {
  const told = timestampMillis(timestamp);
  if (told === undefined) return { at: receivedAt, rule: "received" };
  const skew = receivedAt - (sentAt ?? receivedAt);
  const wrongClock = Math.abs(skew) > CLOCK_TOLERANCE_MS;
  const at = wrongClock ? told + skew : told;
  if (at > receivedAt + CLOCK_TOLERANCE_MS || at < EARLIEST_MS) return { at: receivedAt, rule: "received" };
  return { at, rule: wrongClock ? "corrected" : "sender" };
}
