import { deadLetterRow } from "../event/validate/dead-letter-row.js";
import { refusal } from "../event/validate/refusal.js";

/**
 * The dead letter of an unreadable message, or of one of its lines.
 *
 * @param place its position in the log, used as message id
 */
export function unreadableLetter(place: string, sentAt: number, text: Buffer | null, reason: string): string {
  const { code, message } = refusal("unreadable_message");
  return deadLetterRow(
    "",
    { code, message: `${message} (${reason})` },
    sentAt >= 0 ? sentAt : Date.now(),
    place,
    text === null ? "" : text.toString("utf8"),
  );
}

/** The dead letter of a row that the warehouse refused. */
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
