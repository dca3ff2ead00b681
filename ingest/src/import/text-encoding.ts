import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** Supported text encodings. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1256", "windows-1252"] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

/** Facts from one pass over a file's bytes. */
export interface ByteFacts {
  readonly sha256: string;
  readonly encoding: TextEncoding;
  /** True when the file has a byte order mark, or contains only ASCII. */
  readonly isCertain: boolean;
}

/** Size of the sample that decides between single-byte encodings. */
const SAMPLE_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file once: finds its identity and its encoding.
 *
 * A byte order mark decides. Without one, zero bytes mean UTF-16, and valid UTF-8 is UTF-8. Everything else is a
 * single-byte encoding: Windows-1256 (Persian, Arabic) or Windows-1252 (Western Europe), whichever gives plausible
 * words.
 *
 * @param open opens the file's bytes, decompressed
 * @throws {Error} when nothing fits; the message names --encoding
 */
export async function readByteFacts(
  path: string,
  open: () => AsyncIterable<Buffer>,
  asked: TextEncoding | undefined,
): Promise<ByteFacts> {
  const sample: Buffer[] = [];
  let sampled = 0;
  let isUtf8 = true;
  let isAscii = true;
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of open()) {
    if (isUtf8) isUtf8 = decodes(utf8, chunk);
    isAscii &&= chunk.every((byte) => byte < 0x80 && byte !== 0);
    if (sampled < SAMPLE_BYTES) sample.push(chunk);
    sampled += chunk.length;
  }
  if (isUtf8) isUtf8 = decodes(utf8, undefined);
  const sha256 = await sha256Of(path);
  const start = Buffer.concat(sample).subarray(0, SAMPLE_BYTES);
  const marked = byteOrderMark(start);
  if (asked !== undefined) return { sha256, encoding: asked, isCertain: true };
  if (marked !== undefined) return { sha256, encoding: marked, isCertain: true };
  const wide = zeroBytes(start);
  if (wide !== undefined) return { sha256, encoding: wide, isCertain: false };
  if (isUtf8) return { sha256, encoding: "utf-8", isCertain: isAscii };
  const narrow = oneByteEncoding(start);
  if (narrow !== undefined) return { sha256, encoding: narrow, isCertain: false };
  throw new Error(
    `${path} is not UTF-8, and its encoding can't be detected. Name it with --encoding ` +
      `(${ENCODINGS.join(", ")}), or save the file as "CSV UTF-8".`,
  );
}

function decodes(decoder: InstanceType<typeof TextDecoder>, chunk: Buffer | undefined): boolean {
  try {
    decoder.decode(chunk, { stream: chunk !== undefined });
    return true;
  } catch {
    return false;
  }
}

/** RFC 3629, section 6, and RFC 2781, section 3.2. */
function byteOrderMark(start: Buffer): TextEncoding | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return "utf-16le";
  if (start[0] === 0xfe && start[1] === 0xff) return "utf-16be";
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? "utf-8" : undefined;
}

/** Delimiters and line ends are ASCII, where one of two bytes is zero in UTF-16; other text has no zero byte. */
function zeroBytes(start: Buffer): TextEncoding | undefined {
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [place, byte] of start.entries()) if (byte === 0) zeros[place % 2 === 0 ? 0 : 1]++;
  if (zeros[0] === zeros[1]) return undefined;
  return zeros[1] > zeros[0] ? "utf-16le" : "utf-16be";
}

/** Latin letters of Windows-1256. Arabic and Persian words have none of them; misread Cyrillic words have many. */
const LATIN_IN_1256 = /[àâçèéêëîïôùûüŒœƒ]/;

/**
 * Words in Arabic script have only letters above ASCII and are at least two letters long; words in Latin script mix
 * letters above ASCII with ASCII letters.
 *
 * @returns undefined when the words don't decide
 */
function oneByteEncoding(start: Buffer): TextEncoding | undefined {
  const words = { arabic: 0, latin: 0, other: 0 };
  const windows1256 = new TextDecoder("windows-1256");
  for (const word of wordsAboveAscii(start)) {
    const isMixed = word.some((byte) => byte < 0x80);
    if (isMixed) words.latin++;
    else if (LATIN_IN_1256.test(windows1256.decode(Uint8Array.from(word)))) words.other++;
    else if (word.length >= 2) words.arabic++;
  }
  const isMost = (count: number) => count > 0 && count >= 0.95 * (words.arabic + words.latin + words.other);
  if (isMost(words.arabic)) return "windows-1256";
  // C1 controls are not text: a file with them has neither encoding.
  const hasControls = start.some((byte) => UNUSED_IN_1252.has(byte));
  return isMost(words.latin) && !hasControls ? "windows-1252" : undefined;
}

/** https://encoding.spec.whatwg.org/index-windows-1252.txt has C1 controls in these places. */
const UNUSED_IN_1252: ReadonlySet<number> = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function* wordsAboveAscii(bytes: Buffer): Generator<number[]> {
  let word: number[] = [];
  let isAbove = false;
  for (const byte of bytes) {
    const isLetter = byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
    if (isLetter && word.length < 64) {
      word.push(byte);
      isAbove ||= byte >= 0x80;
      continue;
    }
    if (isAbove) yield word;
    word = [];
    isAbove = false;
  }
  if (isAbove) yield word;
}

/** SHA-256 of the file as it is on disk, before decompression. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/**
 * Decodes bytes to text in chunks.
 *
 * @throws {Error} at bytes that are invalid in this encoding; nothing is replaced by U+FFFD
 */
export async function* decodeText(
  bytes: AsyncIterable<Buffer>,
  encoding: TextEncoding,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let read = 0;
  try {
    for await (const chunk of bytes) {
      const text = decoder.decode(chunk, { stream: true });
      read += chunk.length;
      if (text !== "") yield text;
    }
    const end = decoder.decode();
    if (end !== "") yield end;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Error(
      `the bytes near byte ${read} are not valid ${encoding}. Name the encoding with --encoding (${ENCODINGS.join(", ")}).`,
      { cause: error },
    );
  }
}
