// npm run generate -w @safar/ingest: writes the tables of CONFIGURATION.md and WIRE.md from what they describe.
import { readFile, writeFile } from "node:fs/promises";
import { GENERATED } from "../dist/collect/reference/tables.js";

for (const [file, generate] of Object.entries(GENERATED)) {
  const place = new URL(`../${file}`, import.meta.url);
  await writeFile(place, generate(await readFile(place, "utf8")));
  console.log(file);
}
