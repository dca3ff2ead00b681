import type { LogRow } from "./broker.js";

/**
 * A message's value contains rows with the same columns, one per line. Its headers contain the format version and the
 * column names, so that any release can load messages of any other.
 */
export const FORMAT_HEADER = "safar";
export const COLUMNS_HEADER = "columns";
export const FORMAT = "1";

/** The headers of a message with rows of these columns. */
export function messageHeaders(columns: readonly string[]): LogRow["headers"] {
  return { [FORMAT_HEADER]: FORMAT, [COLUMNS_HEADER]: columns.join(",") };
}
