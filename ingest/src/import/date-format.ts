import { excelTime } from "./excel-serial.js";
import { hourOf, type WrittenTime } from "./local-time.js";

/** A parsed `--date-format`. */
export interface ReadFormat {
  /** The format as typed. */
  readonly name: string;
  /** Parses a time; undefined when it does not match the format. */
  read(text: string): WrittenTime | undefined;
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** The parts of a format, the longest first; jYYYY makes it a Jalali date. */
const TOKENS: Readonly<Record<string, string>> = {
  jYYYY: "\\d{4}",
  YYYY: "\\d{4}",
  MMM: "[A-Za-z]{3,9}",
  jMM: "\\d{1,2}",
  jDD: "\\d{1,2}",
  YY: "\\d{2}",
  MM: "\\d{1,2}",
  DD: "\\d{1,2}",
  HH: "\\d{1,2}",
  hh: "\\d{1,2}",
  mm: "\\d{2}",
  ss: "\\d{2}",
  M: "\\d{1,2}",
  D: "\\d{1,2}",
  H: "\\d{1,2}",
  h: "\\d{1,2}",
  A: "[AaPp]\\.?[Mm]\\.?",
  Z: "(?:Z|[+-]\\d{2}:?\\d{2})",
};
const TOKEN = new RegExp(Object.keys(TOKENS).join("|"), "g");

/** The allowed parts of a format, for messages. */
export const DATE_FORMAT_PARTS =
  "YYYY or YY, MM or MMM, DD, HH or hh and A, mm, ss, Z; jYYYY, jMM, jDD for Jalali; excel or excel-1904 for serials";

const SERIAL = /^\d{1,6}(?:\.\d{1,12})?$/;

/**
 * Reads a format such as `DD/MM/YYYY HH:mm`.
 *
 * @throws {RangeError} when it has no year, month or day; the message lists the parts
 */
export function readDateFormat(format: string): ReadFormat {
  if (format === "excel" || format === "excel-1904") {
    const system = format === "excel" ? 1900 : 1904;
    return {
      name: format,
      read: (text) => (SERIAL.test(text) ? excelTime(Number(text), system) : undefined),
    };
  }
  const names: string[] = [];
  let pattern = "";
  let end = 0;
  for (const { 0: name, index } of format.matchAll(TOKEN)) {
    pattern += `${literal(format.slice(end, index))}(${TOKENS[name]})`;
    names.push(name.replace("j", ""));
    end = index + name.length;
  }
  const has = (...wanted: string[]) => wanted.some((name) => names.includes(name));
  if (!has("YYYY", "YY") || !has("MM", "M", "MMM") || !has("DD", "D") || format.length > 64) {
    throw new RangeError(`"${format}" is not a date format. Use ${DATE_FORMAT_PARTS}.`);
  }
  const calendar = format.includes("jYYYY") ? "persian" : "iso8601";
  const whole = new RegExp(`^${pattern}${literal(format.slice(end))}$`);
  return {
    name: format,
    read(text) {
      const match = whole.exec(text);
      if (!match) return undefined;
      const parts = new Map(names.map((name, index) => [name, match[index + 1]!]));
      return timeOf(parts, calendar);
    },
  };
}

function timeOf(
  parts: ReadonlyMap<string, string>,
  calendar: WrittenTime["calendar"],
): WrittenTime | undefined {
  const number = (...names: string[]) => {
    for (const name of names) if (parts.has(name)) return Number(parts.get(name));
    return undefined;
  };
  const word = parts.get("MMM")?.slice(0, 3).toLowerCase();
  const month = word === undefined ? number("MM", "M") : MONTHS.indexOf(word) + 1;
  const half = parts.get("A");
  const twelve = number("hh", "h");
  const hour =
    twelve === undefined
      ? (number("HH", "H") ?? 0)
      : half === undefined
        ? twelve
        : hourOf(twelve, /^p/i.test(half));
  if (!month || hour === undefined) return undefined;
  const zone = parts.get("Z");
  return {
    calendar,
    year: number("YYYY") ?? century(number("YY")!),
    month,
    day: number("DD", "D")!,
    hour,
    minute: number("mm") ?? 0,
    second: number("ss") ?? 0,
    millisecond: 0,
    offset: zone,
  };
}

/** POSIX: 69 to 99 mean 1969 to 1999. */
function century(year: number): number {
  return year >= 69 ? 1900 + year : 2000 + year;
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
