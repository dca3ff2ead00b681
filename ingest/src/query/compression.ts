import { promisify } from "node:util";
import * as zlib from "node:zlib";

/** Node 22.15 and later have zstd; the types of Node 20 don't know it. */
type ZstdCompress = (body: Buffer, done: (error: Error | null, packed: Buffer) => void) => void;
const zstd = (zlib as unknown as { zstdCompress?: ZstdCompress }).zstdCompress;

type Encode = (body: Buffer) => Promise<Buffer>;

const gzip = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.gzip);
const deflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.deflate);
const brotli = promisify<Buffer, zlib.BrotliOptions, Buffer>(zlib.brotliCompress);

/** ClickHouse's default of http_zlib_compression_level; brotli's 4 is of like speed. */
const LEVEL = 3;

/** In the order in which they are chosen where a client takes several. */
const ENCODINGS: ReadonlyMap<string, Encode> = new Map([
  ...(zstd ? [["zstd", promisify(zstd)] as const] : []),
  ["br", (body: Buffer) => brotli(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 4 } })],
  ["gzip", (body: Buffer) => gzip(body, { level: LEVEL })],
  ["deflate", (body: Buffer) => deflate(body, { level: LEVEL })],
  ["lz4", (body: Buffer) => Promise.resolve(lz4Frame(body))],
]);

/** Magic, version 1 with independent blocks of at most 4 MiB, and the check byte of these two. */
const LZ4_HEAD = Buffer.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73);
const LZ4_BLOCK_BYTES = 4 * 1024 ** 2;
const LZ4_STORED = 0x8000_0000;

/**
 * An LZ4 frame whose blocks are stored as they are, for drivers that take no other encoding.
 * https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
function lz4Frame(body: Buffer): Buffer {
  const parts: Buffer[] = [LZ4_HEAD];
  for (let from = 0; from < body.length; from += LZ4_BLOCK_BYTES) {
    const content = body.subarray(from, from + LZ4_BLOCK_BYTES);
    const size = Buffer.alloc(4);
    size.writeUInt32LE(LZ4_STORED + content.length);
    parts.push(size, content);
  }
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

/**
 * The encoding of an answer, or undefined for none. As on a ClickHouse server, a client gets a compressed
 * answer when it accepts one and asks for it with `enable_http_compression=1`.
 */
export function chooseEncoding(accepted: string | undefined, enabled: string | null): string | undefined {
  if (enabled !== "1" && enabled !== "true") return undefined;
  const offers = new Set(
    (accepted ?? "")
      .split(",")
      .map((part) => part.trim().toLowerCase())
      .filter((part) => !/;\s*q=0(?:\.0*)?$/.test(part))
      .map((part) => part.split(";", 1)[0]),
  );
  return [...ENCODINGS.keys()].find((encoding) => offers.has(encoding));
}

/** @param encoding one that {@link chooseEncoding} gave */
export function compress(body: Buffer, encoding: string): Promise<Buffer> {
  const encode = ENCODINGS.get(encoding);
  return encode ? encode(body) : Promise.resolve(body);
}
