// npm run bench:names: the cost of names that are used only once, which anybody with a page's key can send. Event names,
// campaigns and referrers are dictionary columns (LowCardinality), and a page may send any. The same rows with 40 names
// and with a name each, in the table of events itself: what they cost to insert, to keep and to ask.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient } from "@clickhouse/client";
import { startEngine } from "../dist/store/engine/engine.js";
import { openFolderWarehouse } from "../dist/store/engine/folder-warehouse.js";
import { migrate } from "../dist/store/migrate/migrate.js";

const ROWS = 2_000_000;
const AN_INSERT = 100_000;
const QUESTIONS = {
  "the ten most frequent events": `SELECT event, count() FROM safar.event_rows WHERE source_id = {source:String}
    GROUP BY event ORDER BY count() DESC LIMIT 10`,
  "one event by its name": `SELECT count() FROM safar.event_rows
    WHERE source_id = {source:String} AND event = 'Product Viewed 7'`,
  "one campaign by its name": `SELECT count() FROM safar.event_rows
    WHERE source_id = {source:String} AND campaign_name = 'Product Viewed 7'`,
};

const folder = mkdtempSync(join(tmpdir(), "safar-names-"));
let engine;
let client;
try {
  const warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await warehouse.close();
  engine = await startEngine({ folder });
  const { url, username, password } = engine.address("operator");
  client = createClient({ url, username, password, request_timeout: 600_000, log: { level: 127 } });
  const memory = () =>
    Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${engine.pid()}/status`, "utf8"))[1]) / 1024;
  const sources = { "40 names": "number % 40", "a name each": "cityHash64(number)" };
  for (const [source, name] of Object.entries(sources)) {
    const begun = performance.now();
    for (let from = 0; from < ROWS; from += AN_INSERT)
      await client.command({
        query: `INSERT INTO safar.event_rows
            (message_id, source_id, timestamp, received_at, kind, event, category, anonymous_id, key_kind,
             referrer_domain, campaign_source, campaign_medium, campaign_name)
          SELECT generateUUIDv4(), {source:String}, moment, moment, 'other', name, name, toString(number % 10000), 'web',
            name, name, name, name
          FROM (SELECT number, now64(3) - number / 100 AS moment, concat('Product Viewed ', toString(${name})) AS name
            FROM numbers({from:UInt64}, {rows:UInt64}))`,
        query_params: { source, from, rows: AN_INSERT },
      });
    console.log(
      `${source}: ${Math.round(ROWS / ((performance.now() - begun) / 1000))} rows/s inserted; ` +
        `the engine's most memory so far ${Math.round(memory())} MiB`,
    );
  }
  for (const [question, query] of Object.entries(QUESTIONS)) {
    const best = {};
    for (let round = 0; round < 7; round++)
      for (const source of Object.keys(sources)) {
        const begun = performance.now();
        await (await client.query({ query, format: "JSON", query_params: { source } })).json();
        best[source] = Math.min(best[source] ?? Number.POSITIVE_INFINITY, performance.now() - begun);
      }
    const [few, many] = Object.values(best);
    console.log(
      `${question}: ${few.toFixed(0)} ms with 40 names, ${many.toFixed(0)} ms with a name each (ratio ${(many / few).toFixed(1)})`,
    );
  }
} finally {
  await client?.close();
  await engine?.close();
  rmSync(folder, { recursive: true, force: true });
}
