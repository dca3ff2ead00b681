import { open, stat } from "node:fs/promises";
import { openCsvFile } from "./csv-file.js";
import { openParquetFile } from "./parquet-file.js";
import type { TextEncoding } from "./text-encoding.js";
import { openXlsxFile } from "./xlsx-file.js";

/** What a file is known by: the same content under another name or date is the same file. */
export interface FileIdentity {
  readonly bytes: number;
  readonly sha256: string;
}

/** One row of a file, its fields as text, in the order of the columns. */
export interface TableRow {
  /** 1 for the first row after the header. Rows without anything in them are left out, and counted here. */
  readonly number: number;
  readonly fields: readonly string[];
  /** How much of the file was read so far, 0 to 1. */
  readonly fraction: number;
}

/** A file of rows under named columns, that is read from the start as often as needed. */
export interface TableFile {
  readonly columns: readonly string[];
  readonly identity: FileIdentity;
  /** How it is read, a sentence each: what was detected, and with which option to say otherwise. */
  readonly told: readonly string[];
  /** Its rows, read as they are asked for. */
  rows(): AsyncGenerator<TableRow>;
}

export interface TableOptions {
  /** What stands between two fields; detected by default. */
  readonly delimiter?: string | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/**
 * Opens a file of rows: CSV in any encoding, plain or gzip, an Excel workbook (.xlsx) or Parquet, known by its first
 * bytes, whatever it is called.
 *
 * @throws {Error} when it can't be read, or has no header
 */
export async function openTableFile(path: string, options: TableOptions = {}): Promise<TableFile> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === "ENOENT" ? `There is no file ${path}.` : `${path} can't be read: ${error.message}`,
    );
  });
  const start = await firstBytes(path);
  if (start.startsWith("PAR1")) return openParquetFile(path, size);
  if (start.startsWith("PK\x03\x04")) return openXlsxFile(path, size);
  if (start.startsWith("\xd0\xcf\x11\xe0")) {
    throw new Error(
      `${path} is a workbook of Excel 97-2003 (.xls). Save it as .xlsx or as "CSV UTF-8", and import that.`,
    );
  }
  return openCsvFile(path, { size, isGzip: start.startsWith("\x1f\x8b"), ...options });
}

/** The magic numbers of gzip (RFC 1952), zip, Parquet and Compound File Binary are at most four bytes long. */
async function firstBytes(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("latin1", 0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Numbers the rows of records after the header, and leaves out those without anything in them. */
export async function* numberedRows(
  records: AsyncIterable<{ readonly fields: readonly string[]; readonly fraction: number }>,
): AsyncGenerator<TableRow> {
  let number = 0;
  for await (const { fields, fraction } of records) {
    number++;
    if (fields.some((field) => field.trim() !== "")) yield { number, fields, fraction };
  }
}
