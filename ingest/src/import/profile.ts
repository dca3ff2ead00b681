import { createSignFinder, type DecimalSign } from "./amount.js";
import type { PlacedMapping } from "./mapping.js";
import { readTime, type TimeForm } from "./read-time.js";
import type { Role } from "./roles.js";
import type { TableFile } from "./table.js";
import { written } from "./written.js";

/** Facts about whole columns of a file, to read single rows that are ambiguous. */
export interface Profile {
  /** The decimal separator; undefined when no amount shows one, or they show both. */
  readonly decimal: DecimalSign | undefined;
  /** Which comes first in 03/04/2025; undefined when no date shows it, or they show both. */
  readonly first: "day" | "month" | undefined;
  /** Whether an order's lines are not adjacent: another order's rows are between them. */
  readonly isScattered: boolean;
  /** How the file is read, in sentences. */
  readonly told: readonly string[];
}

const AMOUNTS: readonly Role[] = ["value", "lineValue", "price", "refunded"];

/** Rows used to detect the forms of amounts and dates. */
const LOOKED_AT = 200_000;

/** Reads a file once to profile its columns. */
export async function profileFile(file: TableFile, mapping: PlacedMapping): Promise<Profile> {
  const signs = createSignFinder();
  const firsts = new Map<"day" | "month", string>();
  const forms = new Map<TimeForm, string>();
  const seen = new Set<string>();
  const amounts = AMOUNTS.flatMap((role) => mapping.places[role] ?? []);
  let isScattered = false;
  let latest: string | undefined;
  for await (const { number, fields } of file.rows()) {
    if (number <= LOOKED_AT) {
      for (const place of amounts) signs.add(written(fields[place] ?? ""));
      const text = written(fields[mapping.places.time!] ?? "");
      const { timeZone, format } = mapping;
      const read = readTime(text, { timeZone, format, first: "day" });
      if ("at" in read) {
        if (read.shows && !firsts.has(read.shows)) firsts.set(read.shows, text);
        if (!forms.has(read.form)) forms.set(read.form, text);
      }
    } else if (mapping.rows === "order") break;
    if (mapping.rows === "order") continue;
    const key = written(fields[mapping.groupBy] ?? "");
    if (key === "" || key === latest) continue;
    isScattered ||= seen.has(key);
    seen.add(key);
    latest = key;
  }
  const sign = mapping.decimal === undefined ? signs.found() : undefined;
  const [first] = firsts.size === 1 ? [...firsts] : [];
  return {
    decimal: mapping.decimal ?? sign?.sign ?? mapping.usualDecimal,
    first: first?.[0],
    isScattered,
    told: [
      ...(sign?.sign === "comma"
        ? [`Amounts have a decimal comma, as in "${sign.text}". Use --decimal point to change this.`]
        : []),
      ...(first
        ? [`Dates have the ${first[0]} first, as in "${first[1]}". Use --date-format to change this.`]
        : []),
      ...[...forms].flatMap(([form, text]) => timeTold(form, text)),
    ],
  };
}

function timeTold(form: TimeForm, text: string): string[] {
  switch (form) {
    case "Jalali":
      return [`Times such as "${text}" are read as Jalali dates.`];
    case "Excel serial":
      return [
        `Times such as "${text}" are read as Excel serial dates. Use --date-format excel-1904 to count from 1904.`,
      ];
    case "seconds since 1970":
    case "milliseconds since 1970":
      return [`Times such as "${text}" are read as ${form}.`];
    default:
      return [];
  }
}
