import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { MAX_BATCH_BYTES } from "@safar/schemas";
import { RequestError } from "./errors.js";

type Unpack = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unpackGzip: Unpack = promisify(gunzip);
const unpackBrotli: Unpack = promisify(brotliDecompress);
const unpackZlib: Unpack = promisify(inflate);
const unpackRaw: Unpack = promisify(inflateRaw);

/**
 * Largest allowed ratio of decompressed to compressed size. Events contain ids, which compress badly: real batches
 * reach 60. Zlib reaches 1,032, and a request of 500 bytes must not make the collector process 500 KiB.
 */
const MOST_GROWTH = 250;

/** The ratio is not checked below this decompressed size, in bytes. */
const SMALL_BYTES = 64 * 1024;

/**
 * Decompresses a body. Gzip is detected by its first bytes, because some clients label it as form data; Brotli and
 * deflate by Content-Encoding. A body that begins like JSON is used as it is, whatever its label. Decompression stops
 * at the limit.
 *
 * @param encoding the request's Content-Encoding
 * @throws {RequestError} `body_too_large`, `invalid_encoding`, `unsupported_encoding`
 */
export async function decompress(bytes: Buffer, encoding = ""): Promise<Buffer> {
  const [label = "", ...more] = codingsOf(encoding);
  const isKnown = more.length === 0 && (ENCODINGS.has(label) || isGzip(bytes));
  if (!isKnown && !beginsAsText(bytes)) throw new RequestError("unsupported_encoding");
  const unpack = isKnown ? unpackOf(bytes, label) : undefined;
  if (unpack === undefined) {
    if (label !== "" && !beginsAsText(bytes)) throw new RequestError("invalid_encoding");
    return bytes;
  }
  const maxOutputLength = Math.min(MAX_BATCH_BYTES, Math.max(SMALL_BYTES, MOST_GROWTH * bytes.length));
  try {
    const plain = await unpack(bytes, { maxOutputLength });
    if (isGzip(plain)) throw new Error("It was compressed twice.");
    return plain;
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    if (!tooLarge && unpack !== unpackGzip && beginsAsText(bytes)) return bytes;
    throw new RequestError(tooLarge ? "body_too_large" : "invalid_encoding", undefined, { cause: error });
  }
}

/** What is read; a body without a label, too. */
const ENCODINGS: ReadonlySet<string> = new Set(["", "gzip", "x-gzip", "br", "deflate"]);

/** The codings that a label names, in order. `identity` is none. */
function codingsOf(label: string): string[] {
  const names = label.split(",").map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== "" && name !== "identity");
}

function unpackOf(bytes: Buffer, encoding: string): Unpack | undefined {
  if (isGzip(bytes)) return unpackGzip;
  if (encoding === "br") return unpackBrotli;
  if (encoding === "deflate") return isZlib(bytes) ? unpackZlib : unpackRaw;
  return undefined;
}

/** RFC 1952, section 2.3.1: the magic number of gzip. */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** RFC 1950, section 2.2. HTTP's deflate is zlib (RFC 9110, 8.4.1.2), and some send deflate without its header. */
function isZlib(bytes: Buffer): boolean {
  const [method = 0, flags = 0] = bytes;
  return (method & 15) === 8 && (256 * method + flags) % 31 === 0;
}

/** First bytes of JSON, of the blanks before it, and of the byte order marks of UTF-8 and UTF-16. */
const TEXT_BEGINS: ReadonlySet<number | undefined> = new Set([
  ...[0x7b, 0x5b, 0x09, 0x0a, 0x0d, 0x20],
  ...[0xef, 0xfe, 0xff, undefined],
]);

function beginsAsText([first]: Buffer): boolean {
  return TEXT_BEGINS.has(first);
}
