import type { TextEncoding } from "./text-encoding.js";

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
