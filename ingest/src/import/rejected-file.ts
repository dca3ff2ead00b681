import { type FileHandle, open } from "node:fs/promises";
import { PRIVATE_FILE } from "../data-folder/private.js";
import { unguardText } from "../output/csv/spreadsheet-text.js";
import { writeCsv } from "../output/csv/write-csv.js";

/** The rows that could not be imported, with the reason in an extra column, to be corrected and imported again. */
export interface RejectedFile {
  readonly path: string;
  /** Its length so far, in bytes; 0 while the file does not exist. */
  readonly bytes: number;
  /** The first rows added, with their reasons, for the screen. */
  readonly first: readonly RejectedRow[];
  add(rowNumber: number, fields: readonly string[], reason: string): Promise<void>;
  close(): Promise<void>;
}

export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
}

const FIRST = 5;

/** Columns added after those of the file. */
const ADDED = ["row", "reason"] as const;

/**
 * Restores the original fields if the file is itself a file of rejected rows: there, values that a spreadsheet could
 * run as formulas are escaped.
 *
 * @param columns of the file
 */
export function fieldsOf(columns: readonly string[]): (fields: readonly string[]) => readonly string[] {
  const isRejectedFile = columns.slice(-ADDED.length).join() === ADDED.join();
  return isRejectedFile ? (fields) => fields.map(unguardText) : (fields) => fields;
}

/**
 * The file is created when the first row is added.
 *
 * @param columns of the imported file
 * @param keep number of bytes of an existing file to keep, from an interrupted import
 */
export function createRejectedFile(path: string, columns: readonly string[], keep = 0): RejectedFile {
  let file: FileHandle | undefined;
  let bytes = keep;
  const first: RejectedRow[] = [];
  const write = async (row: readonly (string | number)[]) => {
    const text = writeCsv([row]);
    await file!.write(text, bytes);
    bytes += Buffer.byteLength(text);
  };
  return {
    path,
    first,
    get bytes() {
      return bytes;
    },
    async add(rowNumber, fields, reason) {
      if (first.length < FIRST) first.push({ row: rowNumber, reason });
      if (!file) {
        file = await openAt(path, keep);
        if (keep === 0) await write([...columns, ...ADDED]);
      }
      await write([...fields, rowNumber, reason]);
    },
    close: async () => file?.close(),
  };
}

async function openAt(path: string, keep: number): Promise<FileHandle> {
  try {
    const file = await open(path, keep === 0 ? "w" : "r+", PRIVATE_FILE);
    await file.truncate(keep);
    return file;
  } catch (error) {
    throw new Error(
      `The rejected rows can't be written to ${path}: ${(error as Error).message}. Name another file with --rejected.`,
      { cause: error },
    );
  }
}
