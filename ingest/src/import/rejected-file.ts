import { type FileHandle, open } from "node:fs/promises";
import { PRIVATE_FILE } from "../data-folder/private.js";
import { unguardText } from "../output/csv/spreadsheet-text.js";
import { writeCsv } from "../output/csv/write-csv.js";

/** The rows that could not be imported, with the reason in a column of its own, to be mended and imported again. */
export interface RejectedFile {
  readonly path: string;
  /** Its length so far, in bytes; 0 as long as there is none. */
  readonly bytes: number;
  /** The first rows that were added, with their reasons, for the screen. */
  readonly first: readonly RejectedRow[];
  add(rowNumber: number, fields: readonly string[], reason: string): Promise<void>;
  close(): Promise<void>;
}

export interface RejectedRow {
  readonly row: number;
  readonly reason: string;
}

const FIRST = 5;

/** The columns that stand behind those of the file itself. */
const ADDED = ["row", "reason"] as const;

/**
 * The fields of a row of a file, as they were before they stood in a file of rejected rows: there, what a spreadsheet
 * could run is guarded.
 *
 * @param columns of the file
 */
export function fieldsOf(columns: readonly string[]): (fields: readonly string[]) => readonly string[] {
  const isRejectedFile = columns.slice(-ADDED.length).join() === ADDED.join();
  return isRejectedFile ? (fields) => fields.map(unguardText) : (fields) => fields;
}

/**
 * The file is made with the first row that goes into it.
 *
 * @param columns of the file that is imported
 * @param keep how many bytes of an existing file stay: what an import wrote before it was interrupted
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
