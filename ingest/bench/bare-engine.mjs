// What the engine alone inserts: the very rows that a collector stored, from a file, into the same table,
// fsynced, once in inserts of the collector's size and once in a single one. Prints one JSON line.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { EVENT_COLUMNS } from "../dist/event/enrich/event-row.js";
import { openFolderWarehouse } from "../dist/store/engine/folder-warehouse.js";

const { folder, maxRows } = JSON.parse(process.argv[2]);
const file = join(folder, "bench-rows.ndjson");
const warehouse = await openFolderWarehouse(folder);
const columns = EVENT_COLUMNS.join(",");
const [{ parts, inserts, total }] = await warehouse.query(
  "SELECT count() AS parts, max(max_block_number) AS inserts, sum(rows) AS total FROM system.parts " +
    "WHERE active AND database = 'safar' AND table = 'event_rows'",
);
const rowsPerInsert = Math.round(total / inserts);
if (!existsSync(file)) {
  const stored = await warehouse.query(
    `SELECT formatRowNoNewline('JSONCompactEachRow', ${columns}) AS row FROM safar.event_rows LIMIT ${maxRows}`,
  );
  await writeFile(file, stored.map(({ row }) => `${row}\n`).join(""));
}
const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
const [{ statement }] = await warehouse.query(
  "SELECT create_table_query AS statement FROM system.tables WHERE database = 'safar' AND name = 'event_rows'",
);

async function measured(insert) {
  await warehouse.command("DROP TABLE IF EXISTS safar.bare SYNC");
  await warehouse.command(statement.replace("safar.event_rows", "safar.bare"));
  const startedAt = performance.now();
  await insert();
  return lines.length / ((performance.now() - startedAt) / 1000);
}

const groups = await measured(async () => {
  for (let from = 0; from < lines.length; from += rowsPerInsert)
    await warehouse.insert("bare", EVENT_COLUMNS, lines.slice(from, from + rowsPerInsert));
});
const text = Buffer.from(lines.join("\n"));
const single = await measured(() => warehouse.insert("bare", EVENT_COLUMNS, [text]));
console.log(JSON.stringify({ rows: lines.length, rowsPerInsert, parts, groups, single }));
await warehouse.command("DROP TABLE IF EXISTS safar.bare SYNC");
await warehouse.close();
