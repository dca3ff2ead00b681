import type { LogRow } from "./broker.js";

/**
 * A message carries rows of the same columns as its value, one a line, and in its headers the format's number and
 * the names of the columns: whichever release wrote it, any release can load it.
 */
export const FORMAT_HEADER = "safar";
export const COLUMNS_HEADER = "columns";
export const FORMAT = "1";

/** The headers of every message that holds rows of these columns. */
export function messageHeaders(columns: readonly string[]): LogRow["headers"] {
  return { [FORMAT_HEADER]: FORMAT, [COLUMNS_HEADER]: columns.join(",") };
}
