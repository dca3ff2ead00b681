import type { LogRecord } from "../event-log/broker.js";
import { COLUMNS_HEADER, FORMAT, FORMAT_HEADER } from "../event-log/log-message.js";

/** A row as a message carries it. */
export interface ReadRow {
  /** Names of the columns, with commas between them. */
  readonly columns: string;
  /** A JSON array of their values, UTF-8. */
  readonly row: Buffer;
}

/** A message was written by a later release, in a form that this one can't read. */
export class LaterFormatError extends Error {
  override readonly name = "LaterFormatError";
}

/** Column names go into a statement, so they are letters, digits and _ only, and one dot in those of a nested list. */
const COLUMN_LIST = /^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?(,[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?)*$/;
const LONGEST_COLUMN_LIST = 4_096;
const LINE_FEED = 0x0a;

/** Reads messages; a reader of its own remembers the columns it saw last, which rarely change. */
export function messageReader(): (record: LogRecord) => ReadRow | string {
  let lastBytes: Buffer | undefined;
  let lastColumns = "";

  /**
   * @returns the row, or in a sentence why there is none
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
    if (value === null || value.length < 2) return "It is empty.";
    if (value[0] !== 0x5b || value.at(-1) !== 0x5d) return "It is no JSON array.";
    if (value.includes(LINE_FEED)) return "It has more than one line.";
    return { columns: lastColumns, row: value };
  };
}
