import type { TextEncoding } from "./text-encoding.js";

/** A file's identity: the same content under another name or date is the same file. */
export interface FileIdentity {
  readonly bytes: number;
  readonly sha256: string;
}

/** One row of a file: its fields as text, in column order. */
export interface TableRow {
  /** 1 for the first row after the header. Empty rows are skipped, but counted here. */
  readonly number: number;
  readonly fields: readonly string[];
  /** Share of the file read so far, 0 to 1. */
  readonly fraction: number;
}

/** A file of rows with named columns. It can be read from the start several times. */
export interface TableFile {
  readonly columns: readonly string[];
  readonly identity: FileIdentity;
  /** How the file is read, in sentences: what was detected, and which option changes it. */
  readonly told: readonly string[];
  /** Its rows, read lazily. */
  rows(): AsyncGenerator<TableRow>;
}

export interface TableOptions {
  /** The delimiter; detected by default. */
  readonly delimiter?: string | undefined;
  readonly encoding?: TextEncoding | undefined;
}

/** Numbers the rows after the header, and skips empty ones. */
export async function* numberedRows(
  records: AsyncIterable<{ readonly fields: readonly string[]; readonly fraction: number }>,
): AsyncGenerator<TableRow> {
  let number = 0;
  for await (const { fields, fraction } of records) {
    number++;
    if (fields.some((field) => field.trim() !== "")) yield { number, fields, fraction };
  }
}
