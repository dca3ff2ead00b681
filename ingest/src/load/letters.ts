import type { LogRecord } from "../event-log/broker.js";
import { deadLetterRow } from "../validate/dead-letter-row.js";
import { refusal } from "../validate/refusal.js";

/** The dead letter of a message that holds no row; its place in the log stands as its message id. */
export function unreadableLetter(
  topic: string,
  partition: number,
  record: LogRecord,
  reason: string,
): string {
  const { code, message } = refusal("unreadable_message");
  const body = record.value === null ? "" : record.value.toString("utf8");
  return deadLetterRow(
    "",
    { code, message: `${message} (${reason})` },
    record.sentAt >= 0 ? record.sentAt : Date.now(),
    `${topic}/${partition}/${record.offset}`,
    body,
  );
}

/** The dead letter of a row that the warehouse refused; `columns` are those of the row. */
export function refusedRowLetter(
  columns: readonly string[],
  row: string,
  reason: string,
  now = Date.now(),
): string {
  const { code, message } = refusal("storage_refused");
  return deadLetterRow(
    columnText(columns, row, "source_id"),
    { code, message: `${message} (${reason})` },
    now,
    columnText(columns, row, "message_id"),
    row,
  );
}

function columnText(columns: readonly string[], row: string, column: string): string {
  try {
    const value: unknown = (JSON.parse(row) as unknown[])[columns.indexOf(column)];
    return typeof value === "string" ? value.toWellFormed() : "";
  } catch {
    return "";
  }
}
