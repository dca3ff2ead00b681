import { Temporal } from "temporal-polyfill";

/** A date or a date and time; seconds, their fraction and an offset may follow. */
const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(?: ?(Z|[+-]\d{2}(?::?\d{2})?))?)?$/i;

/** The forms that {@link readLocalTime} understands, for messages. */
export const TIME_FORMS =
  "2024-05-31 14:05:09, 2024-05-31T14:05, 2024-05-31, or any of them with a time and Z or +02:00";

/**
 * The moment that a written time means, in epoch milliseconds.
 *
 * A time with an offset or Z is that moment. One without is local to the time zone. Where clocks are set back,
 * a local time happens twice: the first is meant. Where they are set forward, some never happen: such a time is
 * moved on by the hour that was left out. (RFC 5545, section 3.3.5; Temporal calls it "compatible".)
 * A date alone is its first moment.
 *
 * @param timeZone IANA name
 * @returns undefined when the text has none of {@link TIME_FORMS}, or names no day of the calendar
 */
export function readLocalTime(text: string, timeZone: string): number | undefined {
  const [, date, time = "00:00", offset] = WRITTEN.exec(text.trim()) ?? [];
  if (date === undefined) return undefined;
  try {
    if (offset !== undefined) return Temporal.Instant.from(`${date}T${time}${offset}`).epochMilliseconds;
    return Temporal.PlainDateTime.from(`${date}T${time}`, { overflow: "reject" }).toZonedDateTime(timeZone, {
      disambiguation: "compatible",
    }).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
