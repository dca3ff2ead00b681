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
 * @throws {RequestError} `body_too_large`, `invalid_encoding`
 */
export async function decompress(bytes: Buffer, encoding = ""): Promise<Buffer> {
  const unpack = unpackOf(bytes, encoding.trim().toLowerCase());
  if (unpack === undefined) return bytes;
  const maxOutputLength = Math.min(MAX_BATCH_BYTES, Math.max(SMALL_BYTES, MOST_GROWTH * bytes.length));
  try {
    return await unpack(bytes, { maxOutputLength });
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    if (!tooLarge && unpack !== unpackGzip && beginsAsJson(bytes)) return bytes;
    throw new RequestError(tooLarge ? "body_too_large" : "invalid_encoding", undefined, { cause: error });
  }
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

function beginsAsJson(bytes: Buffer): boolean {
  return bytes[0] === 0x7b || bytes[0] === 0xef;
}
