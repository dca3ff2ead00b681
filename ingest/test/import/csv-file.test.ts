import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type CsvFile, openCsvFile } from "../../src/import/csv-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(content: string | Buffer, delimiter = ","): Promise<CsvFile> {
  const path = join(folder, "orders.csv");
  await writeFile(path, content);
  return openCsvFile(path, delimiter);
}

async function rowsOf(file: CsvFile): Promise<string[][]> {
  const rows: string[][] = [];
  for await (const { fields } of file.rows()) rows.push([...fields]);
  return rows;
}

describe("a CSV file", () => {
  test("is read plain or gzip, whatever its name says", async () => {
    const text = "id,note\n1,a\n2,b\n";
    for (const content of [text, gzipSync(text)]) {
      const file = await csv(content);
      expect(file.columns).toEqual(["id", "note"]);
      expect(await rowsOf(file)).toEqual([
        ["1", "a"],
        ["2", "b"],
      ]);
    }
  });

  test("may have quotes, line breaks in them, a byte order mark, CRLF and empty lines", async () => {
    const file = await csv('\uFEFFid,note\r\n1,"a ""b"",\r\nc"\r\n\r\n2,5" nail\r\n');
    expect(file.columns).toEqual(["id", "note"]);
    expect(await rowsOf(file)).toEqual([
      ["1", 'a "b",\r\nc'],
      ["2", '5" nail'],
    ]);
  });

  test("may have another delimiter, and rows of another length", async () => {
    expect(await rowsOf(await csv("id;note\n1\n1;2;3\n", ";"))).toEqual([["1"], ["1", "2", "3"]]);
  });

  test("says how far it was read", async () => {
    const file = await csv("id\n1\n2\n");
    const fractions: number[] = [];
    for await (const { number, fraction } of file.rows()) fractions[number] = fraction;
    expect(fractions.slice(1)).toEqual([1, 1]);
  });

  test("is the same file when its content is", async () => {
    const first = await (await csv("id\n1\n")).identity();
    expect(await (await csv("id\n1\n")).identity()).toEqual(first);
    expect(await (await csv("id\n2\n")).identity()).not.toEqual(first);
  });

  test("that can't be read says why", async () => {
    await expect(openCsvFile(join(folder, "none.csv"), ",")).rejects.toThrow("There is no file");
    await expect(csv("")).rejects.toThrow("is empty");
    await expect(csv(gzipSync("id\n1\n").subarray(0, 20))).rejects.toThrow("can't be read as CSV in gzip");
    const endless = await csv(`id,note\n1,"${"x".repeat(1_100_000)}`);
    await expect(rowsOf(endless)).rejects.toThrow("can't be read as CSV");
  });
});
