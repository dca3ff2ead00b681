/** Delimiters to detect when the file does not name one, the most likely first. */
const CANDIDATES = [",", ";", "\t", "|"] as const;

/** Excel writes and reads a first line that names the delimiter. */
const NAMED = /^sep=(.)\r?(?:\n|$)/i;

export interface Delimiter {
  readonly delimiter: string;
  /** Length of a first line `sep=;`, which is not a row. */
  readonly skip: number;
  readonly how: "asked" | "named" | "detected";
}

/**
 * Finds a file's delimiter: the one asked for, else the one in a first line `sep=;`, else the candidate that splits the
 * header into the most fields, outside quotes.
 *
 * @param start the first lines of the file
 */
export function findDelimiter(start: string, asked: string | undefined): Delimiter {
  const named = NAMED.exec(start);
  const skip = named?.[0].length ?? 0;
  if (asked !== undefined) return { delimiter: asked, skip, how: "asked" };
  if (named) return { delimiter: named[1]!, skip, how: "named" };
  const header = firstLine(start);
  let best = { delimiter: CANDIDATES[0] as string, count: 0 };
  for (const delimiter of CANDIDATES) {
    const count = outsideQuotes(header, delimiter);
    if (count > best.count) best = { delimiter, count };
  }
  return { delimiter: best.delimiter, skip: 0, how: "detected" };
}

function firstLine(text: string): string {
  const trimmed = text.trimStart();
  const end = trimmed.search(/[\r\n]/);
  return end < 0 ? trimmed : trimmed.slice(0, end);
}

function outsideQuotes(line: string, delimiter: string): number {
  let count = 0;
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) count++;
  }
  return count;
}

/** A delimiter's name for messages. */
export function delimiterName(delimiter: string): string {
  return delimiter === "\t" ? "tab" : `"${delimiter}"`;
}
