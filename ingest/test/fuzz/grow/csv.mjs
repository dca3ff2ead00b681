import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openCsvFile } from "../../../dist/import/csv-file.js";

const path = join(mkdtempSync(join(tmpdir(), "safar-grow-")), "file.csv");

/** Any bytes as a file: rows of the header's columns, or an error in our own words. */
export async function fuzz(data) {
  writeFileSync(path, data);
  try {
    const file = await openCsvFile(path, { size: data.length, isGzip: false });
    for await (const row of file.rows()) if (typeof row !== "object") throw new TypeError("no row");
  } catch (error) {
    // A refusal in our own words; whatever else is thrown is nobody's sentence.
    if (Object.getPrototypeOf(error) !== Error.prototype) throw error;
  }
}
