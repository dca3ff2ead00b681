import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { fieldsOf } from "./rejected-file.js";

/** What a file is known by: the same content under another name or date is the same file. */
export interface FileIdentity {
  readonly bytes: number;
  readonly sha256: string;
}

/** One row of a file, its fields in the order of the columns. */
export interface CsvRow {
  /** 1 for the first row after the header. */
  readonly number: number;
  readonly fields: readonly string[];
  /** How much of the file was read so far, 0 to 1. */
  readonly fraction: number;
}

/** A CSV file, plain or gzip, that is read from the start as often as needed. */
export interface CsvFile {
  readonly columns: readonly string[];
  /** Its rows, read as they are asked for. */
  rows(): AsyncGenerator<CsvRow>;
  identity(): Promise<FileIdentity>;
}

/** A row longer than this is a quote that never ends, not a row. */
const LONGEST_ROW = 1024 * 1024;

/**
 * Opens a CSV file and reads its header.
 *
 * @param delimiter what stands between two fields
 * @throws {Error} when it can't be read, or has no header
 */
export async function openCsvFile(path: string, delimiter: string): Promise<CsvFile> {
  const { size } = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === "ENOENT" ? `There is no file ${path}.` : `${path} can't be read: ${error.message}`,
    );
  });
  const gzip = await isGzip(path);
  const records = () => readRecords(path, size, gzip, delimiter);
  let columns: readonly string[] | undefined;
  for await (const { fields } of records()) {
    columns = fields.map((name) => name.trim());
    break;
  }
  if (!columns) throw new Error(`${path} is empty. The first line must name the columns.`);
  const original = fieldsOf(columns);
  return {
    columns: original(columns),
    async *rows() {
      let number = 0;
      for await (const { fields, fraction } of records())
        if (number++ > 0) yield { number: number - 1, fields: original(fields), fraction };
    },
    identity: async () => ({ bytes: size, sha256: await sha256Of(path) }),
  };
}

async function* readRecords(path: string, size: number, gzip: boolean, delimiter: string) {
  const file = createReadStream(path);
  const parser = parse({
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  // A failure of any of the streams surfaces where the records are read.
  if (gzip) pipeline(file, createGunzip(), parser, () => {});
  else pipeline(file, parser, () => {});
  try {
    for await (const fields of parser as AsyncIterable<string[]>) {
      yield { fields, fraction: size === 0 ? 1 : Math.min(1, file.bytesRead / size) };
    }
  } catch (error) {
    throw new Error(`${path} can't be read as CSV${gzip ? " in gzip" : ""}: ${(error as Error).message}`, {
      cause: error,
    });
  } finally {
    file.destroy();
  }
}

/** By the two bytes that every gzip file begins with (RFC 1952, section 2.3.1), whatever the file is called. */
async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
