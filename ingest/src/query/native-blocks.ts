import { setImmediate as letOthersRun } from "node:timers/promises";
import { cityHash128 } from "./city-hash.js";

/** ClickHouse's own block size at most, and few enough bytes that events are not kept waiting meanwhile. */
const BLOCK_BYTES = 256 * 1024;
const LZ4 = 0x82;
const CHECKSUM_BYTES = 16;
/** Method, packed size and unpacked size. */
const HEADER_BYTES = 9;

/**
 * An answer as `compress=1` asks for it: ClickHouse's own compressed blocks, a checksum before each, which
 * JDBC and Go drivers ask for by default. The blocks are valid LZ4 of literals alone: the interface is on
 * the same machine, where packing would cost more than it saves.
 */
export async function nativeBlocks(body: Buffer): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let from = 0; from < body.length; from += BLOCK_BYTES) {
    if (from > 0) await letOthersRun();
    blocks.push(nativeBlock(body.subarray(from, from + BLOCK_BYTES)));
  }
  return Buffer.concat(blocks);
}

function nativeBlock(content: Buffer): Buffer {
  const lengths = literalLength(content.length);
  const packed = HEADER_BYTES + lengths.length + content.length;
  const block = Buffer.allocUnsafe(CHECKSUM_BYTES + packed);
  block.writeUInt8(LZ4, CHECKSUM_BYTES);
  block.writeUInt32LE(packed, CHECKSUM_BYTES + 1);
  block.writeUInt32LE(content.length, CHECKSUM_BYTES + 5);
  lengths.copy(block, CHECKSUM_BYTES + HEADER_BYTES);
  content.copy(block, CHECKSUM_BYTES + HEADER_BYTES + lengths.length);
  const [low, high] = cityHash128(block.subarray(CHECKSUM_BYTES));
  block.writeBigUInt64LE(low, 0);
  block.writeBigUInt64LE(high, 8);
  return block;
}

/**
 * The head of LZ4's last sequence: a token whose upper half holds the number of literals, 15 for more, and
 * then bytes of 255 and a rest. https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
 */
function literalLength(length: number): Buffer {
  if (length < 15) return Buffer.of(length << 4);
  const more = length - 15;
  const head = Buffer.alloc(2 + Math.floor(more / 255), 255);
  head[0] = 0xf0;
  head[head.length - 1] = more % 255;
  return head;
}
