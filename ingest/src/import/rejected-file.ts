import { type FileHandle, open } from "node:fs/promises";
import { stringify } from "csv-stringify/sync";

/** The rows that could not be imported, with the reason in a column of its own, to be mended and imported again. */
export interface RejectedFile {
  readonly path: string;
  /** Its length so far, in bytes; 0 as long as there is none. */
  readonly bytes: number;
  add(rowNumber: number, fields: readonly string[], reason: string): Promise<void>;
  close(): Promise<void>;
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
  const write = async (row: readonly (string | number)[]) => {
    const text = stringify([row]);
    await file!.write(text, bytes);
    bytes += Buffer.byteLength(text);
  };
  return {
    path,
    get bytes() {
      return bytes;
    },
    async add(rowNumber, fields, reason) {
      if (!file) {
        file = await openAt(path, keep);
        if (keep === 0) await write([...columns, "row", "reason"]);
      }
      await write([...fields, rowNumber, reason]);
    },
    close: async () => file?.close(),
  };
}

async function openAt(path: string, keep: number): Promise<FileHandle> {
  try {
    const file = await open(path, keep === 0 ? "w" : "r+");
    await file.truncate(keep);
    return file;
  } catch (error) {
    throw new Error(
      `The rejected rows can't be written to ${path}: ${(error as Error).message}. Name another file with --rejected.`,
      { cause: error },
    );
  }
}
