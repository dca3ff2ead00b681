import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cityHash128 } from "../../src/query/city-hash.js";
import { nativeBlocks } from "../../src/query/native-blocks.js";
import { openQueryServer, type TestServer } from "./query-server.js";

let server: TestServer;
beforeAll(async () => {
  server = await openQueryServer();
});
afterAll(() => server.close());

/** Parts of compressed data with the checksum that stands before each. */
function* blocksOf(data: Buffer): Generator<{ checksum: bigint[]; block: Buffer }> {
  for (let at = 0; at < data.length; ) {
    const packed = data.readUInt32LE(at + 17);
    yield {
      checksum: [data.readBigUInt64LE(at), data.readBigUInt64LE(at + 8)],
      block: data.subarray(at + 16, at + 16 + packed),
    };
    at += 16 + packed;
  }
}

/** Reads a block of LZ4 that holds literals alone. */
function literalsOf(block: Buffer): Buffer {
  expect(block[0]).toBe(0x82);
  let length = block[9]! >> 4;
  let at = 10;
  if (length === 15) {
    let more: number;
    do {
      more = block[at++]!;
      length += more;
    } while (more === 255);
  }
  expect(block.readUInt32LE(5)).toBe(length);
  expect(block.length).toBe(at + length);
  return block.subarray(at);
}

describe("checksums of compressed blocks", () => {
  it("equal those that the engine writes into its own files", async () => {
    await server.warehouse.command(
      "CREATE TABLE safar.many (a UInt64 CODEC(NONE), b String) ENGINE = MergeTree ORDER BY a SETTINGS min_bytes_for_wide_part = 0",
    );
    await server.warehouse.command("SYSTEM STOP MERGES safar.many");
    for (const rows of [1, 2, 3, 5, 9, 14, 16, 17, 40, 1000, 30_000]) {
      await server.warehouse.command(
        `INSERT INTO safar.many SELECT number, repeat('x', number % 7) FROM numbers(${rows})`,
      );
    }
    const files = (readdirSync(server.folder, { recursive: true }) as string[]).filter((name) =>
      name.endsWith(".bin"),
    );
    const lengths = new Set<number>();
    for (const file of files) {
      for (const { checksum, block } of blocksOf(readFileSync(join(server.folder, file)))) {
        lengths.add(block.length);
        expect([...cityHash128(block)]).toEqual(checksum);
      }
    }
    expect(lengths.size).toBeGreaterThan(15);
    expect(Math.max(...lengths)).toBeGreaterThan(50_000);
  });
});

describe("answers in ClickHouse's own compressed blocks", () => {
  it.each([0, 1, 14, 15, 16, 269, 270, 271, 65_536, 262_144, 262_145, 1_000_000])(
    "hold %i bytes as they were",
    async (length) => {
      const body = Buffer.from(Array.from({ length }, (_, i) => (i * 31) % 251));
      const unpacked: Buffer[] = [];
      for (const { checksum, block } of blocksOf(await nativeBlocks(body))) {
        expect([...cityHash128(block)]).toEqual(checksum);
        unpacked.push(literalsOf(block));
      }
      expect(Buffer.concat(unpacked).equals(body)).toBe(true);
    },
  );

  it("are given to compress=1", async () => {
    const response = await server.ask("SELECT 'packed'", { compress: "1" });
    const [only] = [...blocksOf(Buffer.from(await response.arrayBuffer()))];
    expect(literalsOf(only!.block).toString()).toBe("packed\n");
  });
});
