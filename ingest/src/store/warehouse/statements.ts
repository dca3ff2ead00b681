import { type RowText, WarehouseError } from "./warehouse.js";

/** The ClickHouse database that holds everything of Safar. */
export const DATABASE = "safar";

/** The database of views that other views and Safar's own questions are made of, so that analysts find theirs. */
export const INTERNAL_DATABASE = "safar_internal";

const LINE_FEED = 0x0a;
const LINE_FEED_BYTES = Buffer.of(LINE_FEED);

/** Rows as bytes, one a line, with none behind the last. */
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

/** Parts what holds one row a line. */
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
 * The INSERT alone, for rows that travel apart from it. Compact JSON rows go through the engine at twice the rate of
 * objects, and a column list keeps an older collector working on a newer table.
 */
export function insertHead(table: string, columns: readonly string[]): string {
  return `INSERT INTO ${DATABASE}.${table} (${columns.join(",")}) FORMAT JSONCompactEachRow`;
}

/**
 * Errors that say a row is unfit, so that sending the same rows again can't help. The names are those of
 * ClickHouse's ErrorCodes; every `CANNOT_PARSE_…` belongs to them.
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

/** Reads what a ClickHouse client threw into the one error of the warehouse port. */
export function toWarehouseError(error: unknown): WarehouseError {
  if (error instanceof WarehouseError) return error;
  const { message = String(error), type = "UNKNOWN" } = error as { message?: string; type?: string };
  const failure = new WarehouseError(message, type, true, { cause: error });
  return isUnfitRow(failure) ? new WarehouseError(message, type, false, { cause: error }) : failure;
}

/** True when an insert failed for what stands in one of its rows, and not for the state of the warehouse. */
export function isUnfitRow({ type }: WarehouseError): boolean {
  return UNFIT_ROW.has(type) || type.startsWith("CANNOT_PARSE_");
}
