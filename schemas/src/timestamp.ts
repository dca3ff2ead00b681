import { plainNumber } from "./exact-number.js";

/** An ISO 8601 date, or date and time, in the extended form; without a zone it is read as UTC. */
export const TIMESTAMP_PATTERN =
  "^(\\d{4})-(\\d{2})-(\\d{2})(?:[Tt ](\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(?:[Zz]|([+-])(\\d{2}):?(\\d{2})?)?)?$";

const pattern = new RegExp(TIMESTAMP_PATTERN);

/** The furthest a JavaScript Date reaches from 1970 either way, in milliseconds (ECMA-262, "Time Values"). */
export const MAX_TIMESTAMP = 8.64e15;

/** The calendar repeats after 400 years. `Date.UTC` takes the years 0 to 99 for 1900 to 1999. */
const CALENDAR_CYCLE_YEARS = 400;
const CALENDAR_CYCLE_MS = 146_097 * 86_400_000;

/**
 * The instant that an event's `timestamp` or a batch's `sentAt` names.
 *
 * A text is ISO 8601 (`2024-05-01`, `2024-05-01T10:00:00.123+03:30`); one without a zone is read as UTC, on
 * every machine. Digits after the milliseconds are cut off. A number is milliseconds since 1970.
 *
 * @returns milliseconds since 1970, or undefined when the value names no instant of the calendar
 */
export function timestampMillis(value: unknown): number | undefined {
  if (typeof value !== "string") return numericMillis(plainNumber(value));
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

function numericMillis(value: unknown): number | undefined {
  return typeof value === "number" && Math.abs(value) <= MAX_TIMESTAMP ? Math.trunc(value) : undefined;
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
