import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import writeWorkbook from "write-excel-file/node";
import type { TableFile, TableOptions } from "../../src/import/table.js";
import { openTableFile } from "../../src/import/table-file.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-csv-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function csv(content: string | Buffer, options: TableOptions = {}): Promise<TableFile> {
  const path = join(folder, "orders.csv");
  await writeFile(path, content);
  return openTableFile(path, options);
}

async function rowsOf(file: TableFile): Promise<string[][]> {
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
    expect(await rowsOf(await csv("id;note\n1\n1;2;3\n", { delimiter: ";" }))).toEqual([
      ["1"],
      ["1", "2", "3"],
    ]);
  });

  test("says how far it was read", async () => {
    const file = await csv("id\n1\n2\n");
    const fractions: number[] = [];
    for await (const { number, fraction } of file.rows()) fractions[number] = fraction;
    expect(fractions.slice(1)).toEqual([1, 1]);
  });

  test("is the same file when its content is", async () => {
    const { identity } = await csv("id\n1\n");
    expect((await csv("id\n1\n")).identity).toEqual(identity);
    expect((await csv("id\n2\n")).identity).not.toEqual(identity);
  });

  test("that can't be read says why", async () => {
    await expect(openTableFile(join(folder, "none.csv"))).rejects.toThrow("There is no file");
    await expect(csv("")).rejects.toThrow("is empty");
    await expect(csv(gzipSync("id\n1\n").subarray(0, 20))).rejects.toThrow("can't be read as CSV in gzip");
    const endless = await csv(`id,note\n1,"${"x".repeat(1_100_000)}`);
    await expect(rowsOf(endless)).rejects.toThrow("can't be read as CSV");
  });

  test("leaves out rows without anything in them, as Excel writes them", async () => {
    const numbers: number[] = [];
    for await (const { number } of (await csv("id,note\r\n1,a\r\n,,\r\n \r\n2,b\r\n,\r\n")).rows())
      numbers.push(number);
    expect(numbers).toEqual([1, 4]);
  });

  test.each([
    ["id;note\n1;2,5\n", ";"],
    ["id\tnote\n1\t2\n", "tab"],
    ["id|note\n1|2\n", "|"],
    ['id;"a, b, c"\n1;2\n', ";"],
  ])("says what it found between two fields: %j", async (text, name) => {
    const file = await csv(text);
    expect(file.columns).toHaveLength(2);
    expect(file.told.join()).toContain(`The delimiter is ${name === "tab" ? name : `"${name}"`}`);
  });

  test.each([undefined, ";"])("may name its delimiter itself (asked for: %s)", async (delimiter) => {
    const file = await csv("sep=;\r\nid;note\r\n1;a,b\r\n", { delimiter });
    expect(file.columns).toEqual(["id", "note"]);
    expect(await rowsOf(file)).toEqual([["1", "a,b"]]);
  });
});

describe("the encoding of a file", () => {
  const TEXT = "شماره,نام\n1,رضا\n2,مهر\n";
  const bigEndian = (text: string) => Buffer.from(text, "utf16le").swap16();

  test.each<[string, Buffer]>([
    ["utf-8", Buffer.from(TEXT)],
    ["utf-16le", Buffer.from(`\uFEFF${TEXT}`, "utf16le")],
    ["utf-16be", bigEndian(`\uFEFF${TEXT}`)],
    ["utf-16le", Buffer.from(TEXT, "utf16le")],
    ["utf-16be", bigEndian(TEXT)],
    ["utf-16le", gzipSync(Buffer.from(`\uFEFF${TEXT}`, "utf16le"))],
  ])("%s is found out", async (encoding, bytes) => {
    const file = await csv(bytes);
    expect(file.columns).toEqual(["شماره", "نام"]);
    expect(await rowsOf(file)).toEqual([
      ["1", "رضا"],
      ["2", "مهر"],
    ]);
    expect(file.told.join()).toContain(encoding === "utf-8" ? "" : encoding);
  });

  test("Windows-1256 and Windows-1252 are told apart by their words", async () => {
    // رضا and مهر; Müller and José.
    const persian = await csv(Buffer.from("id,name\n1,\xD1\xD6\xC7\n2,\xE3\xE5\xD1\n", "latin1"));
    expect(await rowsOf(persian)).toEqual([
      ["1", "رضا"],
      ["2", "مهر"],
    ]);
    expect(persian.told.join()).toContain("windows-1256");
    const western = await csv(Buffer.from("id,name\n1,M\xFCller\n2,Jos\xE9\n", "latin1"));
    expect(await rowsOf(western)).toEqual([
      ["1", "Müller"],
      ["2", "José"],
    ]);
    expect(western.told.join()).toContain("windows-1252");
  });

  test("that nothing tells is asked for, and no text becomes U+FFFD", async () => {
    // Cyrillic in Windows-1251.
    const cyrillic = Buffer.from("id,name\n1,\xEF\xF0\xE8\xE2\xE5\xF2\n", "latin1");
    await expect(csv(cyrillic)).rejects.toThrow("--encoding");
    const cut = Buffer.concat([Buffer.from("id,name\n1,رض"), Buffer.from([0xd8])]);
    await expect(csv(cut, { encoding: "utf-8" }).then(rowsOf)).rejects.toThrow("are not valid utf-8");
  });
});

describe("a file of another program", () => {
  test("an Excel workbook gives its first sheet, dates as they are shown", async () => {
    const path = join(folder, "orders.xlsx");
    const rows = [
      [{ value: "order" }, { value: "at" }, { value: "total" }],
      [
        { value: 1001, type: Number },
        { value: new Date("2025-03-01T12:30:00Z"), type: Date, format: "dd/mm/yyyy hh:mm" },
        { value: 19.9, type: Number },
      ],
    ];
    await writeFile(path, await writeWorkbook(rows as never).toBuffer());
    const file = await openTableFile(path);
    expect(file.columns).toEqual(["order", "at", "total"]);
    expect(await rowsOf(file)).toEqual([["1001", "2025-03-01 12:30:00", "19.9"]]);
  });

  test("a workbook of Excel 97 says how to save it", async () => {
    await expect(csv(Buffer.from("\xd0\xcf\x11\xe0rest", "latin1"))).rejects.toThrow("Save it as .xlsx");
  });

  test("what only looks like a workbook or Parquet says so", async () => {
    await expect(csv("PK\x03\x04 no zip")).rejects.toThrow("can't be read as an Excel workbook");
    await expect(csv("PAR1 no parquet")).rejects.toThrow("can't be read as Parquet");
  });
});
