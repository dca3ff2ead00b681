import { plainText } from "./plain-text.js";
import { isTold, type Told, toldText, UNREADABLE } from "./told.js";

/** An ISO 8601 date, or date and time, in extended form; UTC if it has no zone. */
const TIMESTAMP_PATTERN =
  "^(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:[Zz]|([+-])(\\d{2}):?(\\d{2})?)?)?$";

/** The subset allowed in an event's `timestamp`: of the years before 1900 only year 1, see {@link toldTime}. */
export const EVENT_TIME_PATTERN = TIMESTAMP_PATTERN.replace(
  "(\\d{4})",
  "(0001|19\\d{2}|[2-9]\\d{3})",
).replace(
  "^",
  // The first moment of 1970, in UTC.
  "^(?!1970-01-01(?:[Tt]00:00(?::00(?:[.,]0{1,9})?)?(?:[Zz]|[+-]00:?(?:00)?)?)?$)",
);

const pattern = new RegExp(TIMESTAMP_PATTERN);

/**
 * Units of time since 1970 by their number of digits: seconds, milliseconds, microseconds and nanoseconds of the years
 * 1973 to 2286 have 9 or 10, 12 or 13, 15 or 16, and 18 or 19. Any other number of digits is not a time: 14 digits are
 * a date without separators (20250301120000).
 */
export const EPOCH_DIGITS = [10, 13, 16, 19] as const;

/** The pattern allows fractions that are longer than any program writes. */
const EPOCH = /^(\d{9,19})(?:\.(\d{1,20}))?$/;

/** The earliest time in ClickHouse's DateTime64: 1900-01-01. */
export const EARLIEST_MS = Date.UTC(1900, 0, 1);

/** The calendar repeats after 400 years. Needed because `Date.UTC` reads the years 0 to 99 as 1900 to 1999. */
const CALENDAR_CYCLE_YEARS = 400;
const CALENDAR_CYCLE_MS = 146_097 * 86_400_000;

/**
 * Reads an event's `timestamp`.
 *
 * @returns milliseconds since 1970; not told for null, undefined, blanks and the year 1, which Go and .NET write for an
 * empty time; unreadable for anything that is not an instant of the calendar, for the first moment of 1970, which
 * `new Date(null)` gives, and for years before 1900, because 1403 is a year of another calendar
 */
export function toldTime(value: unknown): Told<number> {
  if (value === undefined || value === null) return undefined;
  const millis = timestampMillis(value);
  if (millis === undefined) return isBlank(value) ? undefined : UNREADABLE;
  if (millis === 0) return UNREADABLE;
  if (millis >= EARLIEST_MS) return millis;
  return millis < END_OF_YEAR_1_MS ? undefined : UNREADABLE;
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.length <= LONGEST_TEXT && plainText(value) === "";
}

const END_OF_YEAR_1_MS = Date.parse("0002-01-01T00:00:00Z");

/**
 * Reads the instant in a `timestamp` or `sentAt`.
 *
 * A text is ISO 8601 (`2024-05-01`, `2024-05-01T10:00:00.123+03:30`), also with Persian or Arabic digits and
 * surrounding blanks. Without a zone it is UTC, on every machine. A number, also one sent as text, is seconds,
 * milliseconds, microseconds or nanoseconds since 1970, by its size ({@link EPOCH_DIGITS}). Digits after the
 * milliseconds are cut off.
 *
 * @returns milliseconds since 1970, or undefined when the value is not an instant of the calendar
 */
export function timestampMillis(value: unknown): number | undefined {
  const text = toldText(value);
  if (!isTold(text) || text.length > LONGEST_TEXT) return undefined;
  if (typeof value !== "string") return epochMillis(text);
  const read = dateMillis(text) ?? epochMillis(text);
  if (read !== undefined) return read;
  const plain = plainText(text);
  return plain === text ? undefined : timestampMillis(plain);
}

const LONGEST_TEXT = 64;

function epochMillis(text: string): number | undefined {
  const [, whole, fraction] = EPOCH.exec(text) ?? [];
  const most = EPOCH_DIGITS.find((digits) => whole?.length === digits || whole?.length === digits - 1);
  if (whole === undefined || most === undefined) return undefined;
  if (most === 10) return Number(whole) * 1000 + millis(fraction);
  return Number(whole.slice(0, whole.length - (most - 13)));
}

function dateMillis(value: string): number | undefined {
  const parts = pattern.exec(value);
  if (parts === null) return undefined;
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  const hour = Number(parts[4] ?? 0);
  const minute = Number(parts[5] ?? 0);
  const second = Number(parts[6] ?? 0);
  // A leap second (60) becomes the first second of the next minute.
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const zoneHour = Number(parts[9] ?? 0);
  const zoneMinute = Number(parts[10] ?? 0);
  if (zoneHour > 23 || zoneMinute > 59) return undefined;
  const ahead = (zoneHour * 60 + zoneMinute) * (parts[8] === "-" ? -60_000 : 60_000);
  const local = Date.UTC(year + CALENDAR_CYCLE_YEARS, month - 1, day, hour, minute, second, millis(parts[7]));
  return local - CALENDAR_CYCLE_MS - ahead;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The first three digits of a fraction of a second. */
function millis(fraction: string | undefined): number {
  if (fraction === undefined) return 0;
  return Number(fraction.length === 3 ? fraction : fraction.slice(0, 3).padEnd(3, "0"));
}
