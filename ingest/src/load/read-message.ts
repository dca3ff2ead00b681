import type { LogRecord } from "../store/event-log/broker.js";
import { COLUMNS_HEADER, FORMAT, FORMAT_HEADER } from "../store/event-log/log-message.js";
import { linesOf, rowLines } from "../store/warehouse/statements.js";

/** The rows of a message. */
export interface ReadRows {
  /** Column names, separated by commas. */
  readonly columns: string;
  /** JSON arrays of the values, one per line, UTF-8. */
  readonly rows: Buffer;
  readonly count: number;
  /** Lines that are not rows, with their position and the reason. */
  readonly unfit: readonly { readonly line: number; readonly text: Buffer; readonly reason: string }[];
}

/** A later release wrote this message in a format that this one cannot read. */
export class LaterFormatError extends Error {
  override readonly name = "LaterFormatError";
}

/**
 * Column names are put into SQL statements, so only letters, digits and _ are allowed, and one dot for nested
 * columns.
 */
const COLUMN_LIST = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?(,[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?)*$/;
const LONGEST_COLUMN_LIST = 4_096;
const LINE_FEED = 0x0a;
const ARRAY_BEGINS = 0x5b;
const ARRAY_ENDS = 0x5d;
const NO_ARRAY = "It is not a JSON array.";

/** Makes a reader of messages. It caches the last columns, which rarely change. */
export function messageReader(): (record: LogRecord) => ReadRows | string {
  let lastBytes: Buffer | undefined;
  let lastColumns = "";

  /**
   * @returns the rows, or a sentence that says why there are none
   * @throws {LaterFormatError}
   */
  return ({ value, headers }) => {
    const format = headers[FORMAT_HEADER];
    const columnBytes = headers[COLUMNS_HEADER];
    if (!format || !columnBytes) return "It has no Safar headers.";
    if (format.length !== FORMAT.length || format.toString("latin1") !== FORMAT) {
      throw new LaterFormatError(
        `A message has the format ${format.toString("latin1").slice(0, 20)}, but this release reads format ${FORMAT}. Upgrade the loaders.`,
      );
    }
    if (!lastBytes || !columnBytes.equals(lastBytes)) {
      const text = columnBytes.toString("latin1");
      if (text.length > LONGEST_COLUMN_LIST || !COLUMN_LIST.test(text))
        return "Its column names are invalid.";
      lastBytes = columnBytes;
      lastColumns = text;
    }
    if (value === null || value.length === 0) return "It is empty.";
    const count = countArrays(value);
    return count > 0 ? { columns: lastColumns, rows: value, count, unfit: [] } : parted(lastColumns, value);
  };
}

/** The number of lines; 0 when the first and last character of one show that it is not a JSON array. */
function countArrays(value: Buffer): number {
  let count = 0;
  for (let from = 0; from <= value.length; count++) {
    const end = value.indexOf(LINE_FEED, from);
    const to = end === -1 ? value.length : end;
    if (to - from < 2 || value[from] !== ARRAY_BEGINS || value[to - 1] !== ARRAY_ENDS) return 0;
    from = to + 1;
  }
  return count;
}

/** Separates the rows of a message from unreadable lines. */
function parted(columns: string, value: Buffer): ReadRows | string {
  const lines = linesOf(value);
  if (lines.length === 1) return NO_ARRAY;
  const rows: Buffer[] = [];
  const unfit: { line: number; text: Buffer; reason: string }[] = [];
  for (const [line, text] of lines.entries()) {
    if (countArrays(text) === 1) rows.push(text);
    else unfit.push({ line, text, reason: NO_ARRAY });
  }
  return { columns, rows: rowLines(rows), count: rows.length, unfit };
}
