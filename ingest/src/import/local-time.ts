import { Temporal } from "temporal-polyfill/full";

/** A date and a time of day as written, in one of two calendars. */
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
 * Converts a written time to epoch milliseconds.
 *
 * A time without an offset or Z is local to the time zone. When clocks are set back, a local time occurs twice: the
 * first is used. When they are set forward, some local times do not exist: they are moved forward by the skipped
 * hour. (RFC 5545, section 3.3.5; Temporal calls it "compatible".)
 * A date without a time is its first moment.
 *
 * @param timeZone IANA name
 * @returns undefined when the day or the time of day does not exist
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

/** Converts an hour of a 12-hour clock to 24 hours; undefined when it is not from 1 to 12. */
export function hourOf(hour: number, isAfternoon: boolean): number | undefined {
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (isAfternoon ? 12 : 0);
}
