// What the engine alone inserts: the very rows that a collector stored, from a file, into the same table,
// fsynced, once in inserts of the collector's size and once in a single one. Prints one JSON line.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { EVENT_COLUMNS } from "../dist/enrich/event-row.js";
import { openChdbWarehouse } from "../dist/warehouse/chdb.js";

const { folder, maxRows } = JSON.parse(process.argv[2]);
const file = join(folder, "bench-rows.ndjson");
const warehouse = await openChdbWarehouse(folder);
const session = warehouse.openSession();
const columns = EVENT_COLUMNS.join(",");
const [{ parts, inserts, total }] = await warehouse.query(
  "SELECT count() AS parts, max(max_block_number) AS inserts, sum(rows) AS total FROM system.parts " +
    "WHERE active AND database = 'safar' AND table = 'event_rows'",
);
const rowsPerInsert = Math.round(total / inserts);
if (!existsSync(file)) {
  await warehouse.command(
    `INSERT INTO FUNCTION file('${file}', 'JSONCompactEachRow') SELECT ${columns} FROM safar.event_rows LIMIT ${maxRows}`,
  );
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
  for (let from = 0; from < lines.length; from += rowsPerInsert) {
    const rows = lines.slice(from, from + rowsPerInsert).join("\n");
    await session.command({
      query: `INSERT INTO safar.bare (${columns}) FORMAT JSONCompactEachRow\n${rows}\n`,
    });
  }
});
const types = await warehouse.query(
  "SELECT name, type FROM system.columns WHERE database = 'safar' AND table = 'event_rows'",
);
const structure = EVENT_COLUMNS.map(
  (column) => `\`${column}\` ${types.find(({ name }) => name === column).type}`,
);
const single = await measured(() =>
  session.command({
    query: `INSERT INTO safar.bare (${columns}) SELECT * FROM file('${file}', 'JSONCompactEachRow', '${structure
      .join(", ")
      .replaceAll("'", "\\'")}')`,
  }),
);
console.log(JSON.stringify({ rows: lines.length, rowsPerInsert, parts, groups, single }));
await session.close();
await warehouse.command("DROP TABLE IF EXISTS safar.bare SYNC");
await warehouse.close();
