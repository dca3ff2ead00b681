import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** How the bytes of a file become text. */
export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1256", "windows-1252"] as const;
export type TextEncoding = (typeof ENCODINGS)[number];

/** What one reading of a file's bytes tells of it. */
export interface ByteFacts {
  readonly sha256: string;
  readonly encoding: TextEncoding;
  /** True when the file says so itself, by a byte order mark, or holds ASCII alone. */
  readonly isCertain: boolean;
}

/** Text before this many bytes decides between the encodings of one byte a character. */
const SAMPLE_BYTES = 4 * 1024 * 1024;

/**
 * Reads a file once: what it is known by, and how its text is encoded.
 *
 * A byte order mark decides; else zero bytes tell UTF-16; else what is valid UTF-8 is UTF-8. What is left is one byte a
 * character: of Windows-1256 (Persian, Arabic) and Windows-1252 (Western Europe) the one in which the words look like
 * words.
 *
 * @param open gives the file's bytes, decompressed
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
    `${path} is not UTF-8, and how else its text is encoded can't be told. Name it with --encoding ` +
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

/** Delimiters and line ends are ASCII, whose one byte of two is zero in UTF-16; other text has no zero byte. */
function zeroBytes(start: Buffer): TextEncoding | undefined {
  const zeros: [even: number, odd: number] = [0, 0];
  for (const [place, byte] of start.entries()) if (byte === 0) zeros[place % 2 === 0 ? 0 : 1]++;
  if (zeros[0] === zeros[1]) return undefined;
  return zeros[1] > zeros[0] ? "utf-16le" : "utf-16be";
}

/** Letters of Windows-1256 that are Latin: Arabic and Persian words have none of them, Cyrillic ones many. */
const LATIN_IN_1256 = /[àâçèéêëîïôùûüŒœƒ]/;

/**
 * Words of Arabic script are all above ASCII and at least two letters long; in words of Latin script letters above ASCII
 * stand among those of ASCII.
 *
 * @returns undefined when the words of the text don't say
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
  // C1 controls are no text: a file with them is in neither.
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

/** Of the file as it lies on the disk. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}

/**
 * The text of bytes, piece by piece.
 *
 * @throws {Error} at bytes that are no text in this encoding; nothing becomes U+FFFD
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
      `near byte ${read} there is no text in ${encoding}. Name its encoding with --encoding (${ENCODINGS.join(", ")}).`,
      { cause: error },
    );
  }
}
