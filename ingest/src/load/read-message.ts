import type { LogRecord } from "../store/event-log/broker.js";
import { COLUMNS_HEADER, FORMAT, FORMAT_HEADER } from "../store/event-log/log-message.js";
import { linesOf, rowLines } from "../store/warehouse/statements.js";

/** Rows as a message carries them. */
export interface ReadRows {
  /** Names of the columns, with commas between them. */
  readonly columns: string;
  /** JSON arrays of their values, one a line, UTF-8. */
  readonly rows: Buffer;
  readonly count: number;
  /** Lines that are no row, by their place in the message, and why. */
  readonly unfit: readonly { readonly line: number; readonly text: Buffer; readonly reason: string }[];
}

/** A message was written by a later release, in a form that this one can't read. */
export class LaterFormatError extends Error {
  override readonly name = "LaterFormatError";
}

/** Column names go into a statement, so they are letters, digits and _ only, and one dot in those of a nested list. */
const COLUMN_LIST = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?(,[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?)*$/;
const LONGEST_COLUMN_LIST = 4_096;
const LINE_FEED = 0x0a;
const ARRAY_BEGINS = 0x5b;
const ARRAY_ENDS = 0x5d;
const NO_ARRAY = "It is no JSON array.";

/** Reads messages; a reader of its own remembers the columns it saw last, which rarely change. */
export function messageReader(): (record: LogRecord) => ReadRows | string {
  let lastBytes: Buffer | undefined;
  let lastColumns = "";

  /**
   * @returns its rows, or in a sentence why there are none
   * @throws {LaterFormatError}
   */
  return ({ value, headers }) => {
    const format = headers[FORMAT_HEADER];
    const columnBytes = headers[COLUMNS_HEADER];
    if (!format || !columnBytes) return "It has no headers of Safar.";
    if (format.length !== FORMAT.length || format.toString("latin1") !== FORMAT) {
      throw new LaterFormatError(
        `A message has the format ${format.toString("latin1").slice(0, 20)}, and this release reads format ${FORMAT}. Install the later release on the loaders.`,
      );
    }
    if (!lastBytes || !columnBytes.equals(lastBytes)) {
      const text = columnBytes.toString("latin1");
      if (text.length > LONGEST_COLUMN_LIST || !COLUMN_LIST.test(text))
        return "Its columns have no proper names.";
      lastBytes = columnBytes;
      lastColumns = text;
    }
    if (value === null || value.length === 0) return "It is empty.";
    const count = countArrays(value);
    return count > 0 ? { columns: lastColumns, rows: value, count, unfit: [] } : parted(lastColumns, value);
  };
}

/** How many lines there are; 0 when one of them is no JSON array by its first and its last character. */
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

/** Parts the rows of a message from lines that are none. */
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
