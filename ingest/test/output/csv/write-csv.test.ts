import { readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openCsvFile } from "../../../src/import/csv-file.js";
import { createRejectedFile } from "../../../src/import/rejected-file.js";
import { guardText, unguardText } from "../../../src/output/csv/spreadsheet-text.js";
import { writeCsv } from "../../../src/output/csv/write-csv.js";

describe("a text in CSV", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["Bob\n=1+cmd|' /C calc'!A0", "Bob\n'=1+cmd|' /C calc'!A0"],
    ["Bob\r\n@SUM(A1)", "Bob\r\n'@SUM(A1)"],
    ["x;=1+1;y", "x;'=1+1;y"],
    ['x","=1+1', `x","'=1+1`],
    ["x\t+1+cmd", "x\t'+1+cmd"],
    ["  -2+3", "  '-2+3"],
    ["＝1+1", "'＝1+1"],
    ["\t=1", "'\t'=1"],
    ["+49 30 1234", "'+49 30 1234"],
    ["Jean-Luc a=b 1+1", "Jean-Luc a=b 1+1"],
    ["-12.50", "-12.50"],
    ["می‌خواهم", "می‌خواهم"],
  ])("%j stands as %j, quoted", (text, guarded) => {
    const csv = writeCsv([{ text }], { columns: ["text"] });
    expect(csv).toBe(`"text"\n"${guarded.replaceAll('"', '""')}"\n`);
    expect(parse(csv, { columns: true })).toEqual([{ text: guarded }]);
  });

  it("is read back as it was, whatever it is", () => {
    const text = fc.string({ unit: fc.constantFrom(...`=+-@＝'",;|\t\r\n 1.a`), maxLength: 12 });
    fc.assert(
      fc.property(text, (original) => {
        expect(unguardText(guardText(original))).toBe(original);
        for (const field of guardText(original).split(/[;,|"\t\r\n]/))
          expect(field.trimStart()).not.toMatch(/^[=+@＝]|^-(?!\d+(\.\d+)?$)/);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is guarded in time that grows with its length", () => {
    for (const unit of [" ", "'", "\n ", "='", ',"']) expect(guardText(unit.repeat(500_000))).toBeTruthy();
  });
});

it("a rejected row is harmless in a spreadsheet, and imports again as it was", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-csv-"));
  try {
    const path = join(folder, "orders.rejected.csv");
    const fields = ["7", "=cmd|'!A0", "-12.50", "'quoted", "Bob\n=1+1"];
    const rejected = createRejectedFile(path, ["id", "=customer", "value", "note", "name"]);
    await rejected.add(3, fields, '"=x" is no number');
    await rejected.close();
    const text = readFileSync(path, "utf8");
    expect(text).toContain(`"'=cmd|'!A0","-12.50"`);
    expect(text).toContain(`"'=customer"`);
    const again = await openCsvFile(path, { size: Buffer.byteLength(text), isGzip: false, delimiter: "," });
    expect(again.columns).toEqual(["id", "=customer", "value", "note", "name", "row", "reason"]);
    const rows: (readonly string[])[] = [];
    for await (const row of again.rows()) rows.push(row.fields);
    expect(rows).toEqual([[...fields, "3", '"=x" is no number']]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it("has one writer: no other file of the service makes CSV", () => {
  const source = join(import.meta.dirname, "../../../src");
  const writers = readdirSync(source, { recursive: true, encoding: "utf8" }).filter(
    (name) => name.endsWith(".ts") && readFileSync(join(source, name), "utf8").includes("csv-stringify"),
  );
  expect(writers).toEqual(["output/csv/write-csv.ts"]);
});
