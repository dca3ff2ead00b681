import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readBody } from "../../src/collect/body.js";

const TEXT = '{"name":"رضا ☕"}';
const VALUE = { name: "رضا ☕" };
const read = async (bytes: Uint8Array, encoding?: string) =>
  (await readBody(Buffer.from(bytes), encoding)).value;

describe("a body", () => {
  const utf16be = Buffer.from(`\ufeff${TEXT}`, "utf16le").swap16();
  it.each<[string, Uint8Array, string?]>([
    ["as UTF-8", Buffer.from(TEXT)],
    ["as UTF-8 with a byte order mark", Buffer.from(`\ufeff${TEXT}`)],
    ["as UTF-16 with a byte order mark", Buffer.from(`\ufeff${TEXT}`, "utf16le")],
    ["as UTF-16, the other way round", utf16be],
    ["as gzip, whatever its label says", gzipSync(TEXT), "br"],
    ["as gzip of UTF-16", gzipSync(utf16be), "gzip"],
    ["as Brotli", brotliCompressSync(TEXT), "br"],
    ["as Brotli by a label in capitals", brotliCompressSync(TEXT), " BR "],
    ["as deflate", deflateSync(TEXT), "deflate"],
    ["as deflate without zlib's header", deflateRawSync(TEXT), "deflate"],
    ["plain, labelled as Brotli", Buffer.from(TEXT), "br"],
    ["plain, labelled as deflate", Buffer.from(TEXT), "deflate"],
    ["plain, labelled as gzip", Buffer.from(TEXT), "gzip"],
    ["plain, labelled as zstd", Buffer.from(TEXT), "zstd"],
    ["plain behind a blank, labelled as gzip", Buffer.from(` ${TEXT}`), "gzip"],
    ["plain, labelled as such", Buffer.from(TEXT), "identity"],
    ["as gzip by two labels, of which one is none", gzipSync(TEXT), "identity, gzip"],
    ["as gzip by its old name", gzipSync(TEXT), "x-gzip"],
  ])("%s is read", async (_, bytes, encoding) => {
    expect(await read(bytes, encoding)).toEqual(VALUE);
  });

  it.each<[string, string, Uint8Array, string?]>([
    [
      "invalid_text",
      "in cp1256",
      Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xd1, 0xd6, 0xc7, 0x22, 0x7d]),
    ],
    ["invalid_text", "with half a letter", Buffer.from(TEXT).subarray(0, 10)],
    ["invalid_text", "with a surrogate in UTF-8", Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ["invalid_text", "of UTF-16 with half a letter", Buffer.from('\ufeff"\ud800"', "utf16le")],
    ["invalid_text", "of UTF-16 with half a unit", Buffer.from(`\ufeff${TEXT}`, "utf16le").subarray(0, -1)],
    ["invalid_json", "that is empty", Buffer.alloc(0)],
    ["invalid_json", "of a mark alone", Buffer.from("\ufeff")],
    ["invalid_json", "with two marks", Buffer.from(`\ufeff\ufeff${TEXT}`)],
    ["invalid_encoding", "that is no Brotli", Buffer.from("no"), "br"],
    ["unsupported_encoding", "as zstd", Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x02]), "zstd"],
    ["unsupported_encoding", "compressed twice, as its label says", gzipSync(gzipSync(TEXT)), "gzip, gzip"],
    ["invalid_encoding", "compressed twice", gzipSync(gzipSync(TEXT)), "gzip"],
    ["invalid_encoding", "that is no gzip", Buffer.from("no"), "gzip"],
    ["invalid_encoding", "that is cut", gzipSync(TEXT).subarray(0, 20)],
    [
      "body_too_large",
      "over the limit as Brotli",
      brotliCompressSync(Buffer.alloc(100 * 1024 * 1024, " ")),
      "br",
    ],
    ["body_too_large", "over the limit as deflate", deflateSync(Buffer.alloc(600 * 1024, " ")), "deflate"],
    // 500 KiB of the same are 0.5 KiB: work for the collector, and none for its sender.
    ["body_too_large", "that grows beyond measure", gzipSync(`{"a":"${"x".repeat(400 * 1024)}"}`)],
  ])("is refused as %s: one %s", async (code, _, bytes, encoding) => {
    await expect(read(bytes, encoding)).rejects.toMatchObject({ code });
  });

  it("of well compressed events is read: 2,000 short ones that differ in their ids", async () => {
    const batch = Array.from({ length: 2_000 }, (_, n) => ({
      type: "page",
      anonymousId: "a-1",
      messageId: crypto.randomUUID(),
      context: { page: { path: "/", n } },
    }));
    expect(await read(gzipSync(JSON.stringify({ batch })))).toEqual({ batch });
  });
});

describe("half a character", () => {
  it("becomes U+FFFD in texts and names, at any depth, and whole ones stay", async () => {
    const text = String.raw`{"a\ud800":["\udc00x",{"__proto__\udfff":"\ud83d\ude00 \\ud800"}],"n":1e400}`;
    const { value, stringify } = await readBody(Buffer.from(text));
    expect(stringify(value)).toBe(String.raw`{"n":1e400,"a�":["�x",{"__proto__�":"😀 \\ud800"}]}`);
  });
});
