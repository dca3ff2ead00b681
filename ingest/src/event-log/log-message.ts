import type { LogMessage, TopicKind } from "./broker.js";

/**
 * A message carries one row as its value, and in its headers the format's number and the names of the row's
 * columns: whichever release wrote it, any release can load it.
 */
export const FORMAT_HEADER = "safar";
export const COLUMNS_HEADER = "columns";
export const FORMAT = "1";

/** The headers of every message that holds rows of these columns. */
export function messageHeaders(columns: readonly string[]): LogMessage["headers"] {
  return { [FORMAT_HEADER]: FORMAT, [COLUMNS_HEADER]: columns.join(",") };
}

/** A message of one row. */
export function logMessage(
  kind: TopicKind,
  key: string | null,
  row: string,
  headers: LogMessage["headers"],
): LogMessage {
  return { kind, key, value: row, headers };
}
