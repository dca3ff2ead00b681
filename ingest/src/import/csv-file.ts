import { createReadStream } from "node:fs";
import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { delimiterName, findDelimiter } from "./delimiter.js";
import { fieldsOf } from "./rejected-file.js";
import { numberedRows, type TableFile, type TableOptions } from "./table.js";
import { type ByteFacts, decodeText, readByteFacts } from "./text-encoding.js";

/** A longer row means an unclosed quote. */
const LONGEST_ROW = 1024 * 1024;

/** Length of text used to detect the delimiter. */
const START_LENGTH = 64 * 1024;

interface CsvOptions extends TableOptions {
  /** Size of the file, in bytes. */
  readonly size: number;
  readonly isGzip: boolean;
}

/**
 * Opens a CSV file: reads it once to detect its encoding, and then reads its header.
 *
 * @throws {Error} when it can't be read, or has no header
 */
export async function openCsvFile(path: string, options: CsvOptions): Promise<TableFile> {
  const { size, isGzip } = options;
  const source = () => openBytes(path, isGzip);
  const facts = await readByteFacts(path, () => source().bytes, options.encoding).catch((error: Error) => {
    throw error.message.startsWith(path) ? error : unreadable(path, isGzip, error);
  });
  const { delimiter, skip, how } = findDelimiter(
    await startOf(decodeText(source().bytes, facts.encoding)),
    options.delimiter,
  );

  async function* records() {
    const { bytes, read, end } = source();
    const parser = parse({
      bom: true,
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: LONGEST_ROW,
    });
    // An error of any of these streams is thrown where the records are read.
    pipeline(Readable.from(withoutStart(decodeText(bytes, facts.encoding), skip)), parser, () => {});
    try {
      for await (const fields of parser as AsyncIterable<string[]>) {
        yield { fields, fraction: size === 0 ? 1 : Math.min(1, read() / size) };
      }
    } catch (error) {
      throw unreadable(path, isGzip, error as Error);
    } finally {
      end();
    }
  }

  let columns: readonly string[] | undefined;
  for await (const { fields } of records()) {
    columns = fields.map((name) => name.trim());
    break;
  }
  if (!columns) throw new Error(`${path} is empty. The first line must name the columns.`);
  const original = fieldsOf(columns);
  return {
    columns: original(columns),
    identity: { bytes: size, sha256: facts.sha256 },
    told: [...encodingTold(facts), ...(how === "detected" ? delimiterTold(delimiter, columns) : [])],
    rows: () => numberedRows(afterFirst(records(), original)),
  };
}

function unreadable(path: string, isGzip: boolean, error: Error): Error {
  return new Error(`${path} can't be read as CSV${isGzip ? " in gzip" : ""}: ${error.message}`, {
    cause: error,
  });
}

function encodingTold({ encoding, isCertain }: ByteFacts): string[] {
  if (isCertain || encoding === "utf-8") return encoding === "utf-8" ? [] : [`Text is read as ${encoding}.`];
  return [`Text is read as ${encoding}, which was guessed from its words. Use --encoding to change it.`];
}

function delimiterTold(delimiter: string, columns: readonly string[]): string[] {
  if (delimiter === "," && columns.length > 1) return [];
  return columns.length > 1
    ? [`The delimiter is ${delimiterName(delimiter)}. Use --delimiter to change it.`]
    : [
        'The header has only one column. If the file has more, name the delimiter with --delimiter, such as ";" or \\t.',
      ];
}

/** @returns the bytes, the number of bytes read so far, and a function that stops reading early */
function openBytes(path: string, isGzip: boolean) {
  const file = createReadStream(path);
  const plain = isGzip ? pipeline(file, createGunzip(), () => {}) : file;
  return {
    bytes: plain as AsyncIterable<Buffer>,
    read: () => file.bytesRead,
    end: () => void file.destroy(),
  };
}

async function startOf(text: AsyncIterable<string>): Promise<string> {
  let start = "";
  for await (const piece of text) {
    start += piece;
    if (start.length >= START_LENGTH) break;
  }
  return start.replace(/^\uFEFF/, "");
}

/** The text after a first `sep=` line. The decoder has already removed a byte order mark. */
async function* withoutStart(text: AsyncIterable<string>, length: number): AsyncGenerator<string> {
  let left = length;
  for await (const piece of text) {
    if (left < piece.length) yield piece.slice(left);
    left = Math.max(0, left - piece.length);
  }
}

async function* afterFirst(
  items: AsyncIterable<{ readonly fields: readonly string[]; readonly fraction: number }>,
  original: (fields: readonly string[]) => readonly string[],
) {
  let isFirst = true;
  for await (const { fields, fraction } of items) {
    if (!isFirst) yield { fields: original(fields), fraction };
    isFirst = false;
  }
}
