import { type RowText, WarehouseError } from "./warehouse.js";

/** Safar's ClickHouse database. */
export const DATABASE = "safar";

/** The database of internal views, kept apart so that analysts see only those meant for them. */
export const INTERNAL_DATABASE = "safar_internal";

const LINE_FEED = 0x0a;
const LINE_FEED_BYTES = Buffer.of(LINE_FEED);

/** Joins rows as bytes, one per line, without a final line break. */
export function rowLines(rows: readonly RowText[]): Buffer {
  const texts: string[] = [];
  const parts: Buffer[] = [];
  for (const row of rows) {
    if (typeof row === "string") texts.push(row);
    else parts.push(row, LINE_FEED_BYTES);
  }
  if (texts.length > 0) parts.push(Buffer.from(texts.join("\n")));
  else parts.pop();
  return Buffer.concat(parts);
}

/** Splits bytes with one row per line. */
export function linesOf(rows: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let from = 0; from <= rows.length; ) {
    const end = rows.indexOf(LINE_FEED, from);
    const to = end === -1 ? rows.length : end;
    lines.push(rows.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

/**
 * The INSERT without its rows, which are sent separately. The engine parses compact JSON rows twice as fast as
 * objects, and the column list lets an older collector write to a newer table.
 */
export function insertHead(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${DATABASE}.${table} (${columns.join(",")}) FORMAT JSONCompactEachRow`;
}

/**
 * Errors of an invalid row, for which retrying the same rows can't help. The names are ClickHouse's ErrorCodes; every
 * `CANNOT_PARSE_…` is one of them.
 */
const UNFIT_ROW = new Set([
  "INCORRECT_DATA",
  "CANNOT_READ_ALL_DATA",
  "CANNOT_READ_ARRAY_FROM_TEXT",
  "CANNOT_CONVERT_TYPE",
  "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  "DECIMAL_OVERFLOW",
  "ARGUMENT_OUT_OF_BOUND",
  "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
  "TYPE_MISMATCH",
  "UNKNOWN_ELEMENT_OF_ENUM",
  "TOO_LARGE_STRING_SIZE",
]);

/** Converts an error of a ClickHouse client to a WarehouseError. */
export function toWarehouseError(error: unknown): WarehouseError {
  if (error instanceof WarehouseError) return error;
  const { message = String(error), type = "UNKNOWN" } = error as { message?: string; type?: string };
  const failure = new WarehouseError(message, type, true, { cause: error });
  return isUnfitRow(failure) ? new WarehouseError(message, type, false, { cause: error }) : failure;
}

/** True when an insert failed because of one of its rows, and not because of the warehouse's state. */
export function isUnfitRow({ type }: WarehouseError): boolean {
  return UNFIT_ROW.has(type) || type.startsWith("CANNOT_PARSE_");
}
