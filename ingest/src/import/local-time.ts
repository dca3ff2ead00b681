import { Temporal } from "temporal-polyfill/full";

/** A date and a time of day as somebody wrote them, by one of two calendars. */
export interface WrittenTime {
  readonly calendar: "iso8601" | "persian";
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  /** `Z`, or hours and minutes such as +03:30; undefined when the time is local. */
  readonly offset: string | undefined;
}

/**
 * The moment that a written time means, in epoch milliseconds.
 *
 * A time with an offset or Z is that moment. One without is local to the time zone. Where clocks are set back,
 * a local time happens twice: the first is meant. Where they are set forward, some never happen: such a time is
 * moved on by the hour that was left out. (RFC 5545, section 3.3.5; Temporal calls it "compatible".)
 * A date alone is its first moment.
 *
 * @param timeZone IANA name
 * @returns undefined when it names no day of the calendar, or no time of the day
 */
export function momentOf(written: WrittenTime, timeZone: string): number | undefined {
  const { calendar, year, month, day, hour, minute, second, millisecond, offset } = written;
  try {
    const date = Temporal.PlainDate.from({ calendar, year, month, day }, { overflow: "reject" });
    const time = Temporal.PlainTime.from({ hour, minute, second, millisecond }, { overflow: "reject" });
    const local = date.withCalendar("iso8601").toPlainDateTime(time);
    if (offset !== undefined) return Temporal.Instant.from(`${local.toString()}${offset}`).epochMilliseconds;
    return local.toZonedDateTime(timeZone, { disambiguation: "compatible" }).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** An hour of a clock with twelve of them; undefined when it has no such hour. */
export function hourOf(hour: number, isAfternoon: boolean): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}
