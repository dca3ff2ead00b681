import type { ReadFormat } from "./date-format.js";
import { excelTime } from "./excel-serial.js";
import { hourOf, momentOf, type WrittenTime } from "./local-time.js";

/** The form in which a time was written. */
export type TimeForm =
  | "ISO 8601"
  | "day before month"
  | "month before day"
  | "Jalali"
  | "Excel serial"
  | "seconds since 1970"
  | "milliseconds since 1970"
  | "--date-format";

export interface TimeReading {
  /** Time zone of times without an offset, an IANA name. */
  readonly timeZone: string;
  /** The `--date-format`; if set, all rows are read by it. */
  readonly format?: ReadFormat | undefined;
  /** Whether the day or the month comes first in 03/04/2025, if the column shows it. */
  readonly first?: "day" | "month" | undefined;
}

/** A moment in epoch milliseconds, or why the text can't be read. */
export type ReadTime =
  | { readonly at: number; readonly form: TimeForm; readonly shows?: "day" | "month" }
  | { readonly problem: string };

/** The supported forms, for messages. */
export const TIME_FORMS =
  "2024-05-31 14:05:09, 2024-05-31, 31.05.2024 or 1403-03-11, or set its format with --date-format";

const LONGEST = 64;
const YEAR_FIRST = /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)(.*)$/s;
const YEAR_LAST = /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)(.*)$/s;
const COMPACT = /^(\d{4})(\d{2})(\d{2})(?!\d)(.*)$/s;
const NUMBER = /^\d{1,15}(?:\.\d{1,12})?$/;
const TIME_OF_DAY =
  /^(?:[Tt]|,? )(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?: ?([AaPp])\.?[Mm]\.?)?(?: ?(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?))?$/;

/**
 * Reads a time in the forms that files have. Years from 1200 to 1499 are Jalali: a collector accepts nothing before
 * 1900 anyway. A number is an Excel serial date, or seconds or milliseconds since 1970, depending on its size.
 *
 * @param text with digits 0 to 9, without blanks around it
 */
export function readTime(text: string, reading: TimeReading): ReadTime {
  if (text === "") return { problem: "it has no time" };
  if (text.length > LONGEST) return unreadable(text);
  if (reading.format) {
    const written = reading.format.read(text);
    const at = written && momentOf(written, reading.timeZone);
    return at === undefined
      ? { problem: `its time "${text}" does not match ${reading.format.name}, or its day does not exist` }
      : { at, form: "--date-format" };
  }
  const first = YEAR_FIRST.exec(text);
  if (first) return fromParts(text, [first[1]!, first[3]!, first[4]!], first[5]!, reading);
  const last = YEAR_LAST.exec(text);
  if (last) return yearLast(text, last, reading);
  const compact = COMPACT.exec(text);
  if (compact) return fromParts(text, [compact[1]!, compact[2]!, compact[3]!], compact[4]!, reading);
  return NUMBER.test(text) ? fromNumber(text, reading) : unreadable(text);
}

function yearLast(text: string, match: RegExpExecArray, reading: TimeReading): ReadTime {
  const [, one = "", mark, two = "", year = "", rest = ""] = match;
  // Dates with dots have the day first in every country that uses them.
  const shows = Number(one) > 12 || mark === "." ? "day" : Number(two) > 12 ? "month" : undefined;
  const first = shows ?? reading.first;
  if (first === undefined) {
    return {
      problem: `its time "${text}" can be read in two ways; choose one with --date-format "DD/MM/YYYY" or "MM/DD/YYYY"`,
    };
  }
  const parts = first === "day" ? [year, two, one] : [year, one, two];
  const read = fromParts(text, parts as [string, string, string], rest, reading);
  if ("problem" in read || read.form === "Jalali") return read;
  const form = first === "day" ? "day before month" : "month before day";
  // Dates with dots do not show the form of dates with slashes.
  return { at: read.at, form, ...(shows && mark !== "." ? { shows } : {}) };
}

function fromParts(
  text: string,
  [year, month, day]: readonly [string, string, string],
  rest: string,
  { timeZone }: TimeReading,
): ReadTime {
  const time = readTimeOfDay(rest);
  if (!time) return unreadable(text);
  const isJalali = Number(year) >= 1200 && Number(year) < 1500;
  const written: WrittenTime = {
    calendar: isJalali ? "persian" : "iso8601",
    year: Number(year),
    month: Number(month),
    day: Number(day),
    ...time,
  };
  const at = momentOf(written, timeZone);
  if (at === undefined) {
    return {
      problem: `its time "${text}" can't be read: this day does not exist${isJalali ? " in the Jalali calendar" : ""}`,
    };
  }
  return { at, form: isJalali ? "Jalali" : "ISO 8601" };
}

type TimeOfDay = Pick<WrittenTime, "hour" | "minute" | "second" | "millisecond" | "offset">;

function readTimeOfDay(text: string): TimeOfDay | undefined {
  if (text === "") return { hour: 0, minute: 0, second: 0, millisecond: 0, offset: undefined };
  const [, hours, minutes, seconds = "0", fraction = "", half, zone] = TIME_OF_DAY.exec(text) ?? [];
  if (hours === undefined) return undefined;
  const hour = half === undefined ? Number(hours) : hourOf(Number(hours), half.toLowerCase() === "p");
  if (hour === undefined) return undefined;
  return {
    hour,
    minute: Number(minutes),
    second: Number(seconds),
    millisecond: Number(fraction.slice(0, 3).padEnd(3, "0")),
    offset: zone === undefined ? undefined : /^[zug]/i.test(zone) ? "Z" : zone,
  };
}

/** Excel serial dates of 1954 to 2119; seconds and milliseconds since 1970 for 1973 to 2100. */
const SERIALS = [20_000, 80_000] as const;
const SECONDS = [100_000_000, 4_102_444_800] as const;

function fromNumber(text: string, { timeZone }: TimeReading): ReadTime {
  const number = Number(text);
  const isIn = ([low, high]: readonly [number, number], factor = 1) =>
    number >= low * factor && number < high * factor;
  if (isIn(SERIALS)) {
    const at = momentOf(excelTime(number), timeZone);
    return at === undefined ? unreadable(text) : { at, form: "Excel serial" };
  }
  if (isIn(SECONDS)) return { at: Math.trunc(number * 1000), form: "seconds since 1970" };
  if (isIn(SECONDS, 1000)) return { at: Math.trunc(number), form: "milliseconds since 1970" };
  return unreadable(text);
}

function unreadable(text: string): ReadTime {
  return { problem: `its time "${text.slice(0, LONGEST)}" can't be read; write it like ${TIME_FORMS}` };
}
