// npm run bench:views: how long each KPI view takes over 20 million events with a million orders, and over 5
// million events with the same orders: the figures grow with orders, not with events.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { migrate } from "../dist/migrate/migrate.js";
import { openChdbWarehouse } from "../dist/warehouse/chdb.js";
import { insertShop } from "./shop-rows.mjs";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    orders: { type: "string", default: "1000000" },
    events: { type: "string", default: "20000000" },
    fewer: { type: "string", default: "5000000" },
    folder: { type: "string" },
  },
});
const runs = Number(options.runs);
const orders = Number(options.orders);

const range = "source = 'shop', since = '2024-02-01', until = '2025-12-01', time_zone = 'Europe/London'";
const questions = {
  repeat_customer_rate: `SELECT * FROM safar.repeat_customer_rate(${range})`,
  purchase_frequency: `SELECT * FROM safar.purchase_frequency(${range})`,
  average_order_value: `SELECT * FROM safar.average_order_value(${range})`,
  customer_value: `SELECT * FROM safar.customer_value(${range})`,
  customer_value_by_customer: `SELECT * FROM safar.customer_value_by_customer(${range}) ORDER BY customer_value DESC LIMIT 100`,
  "retention_rate, by day": `SELECT * FROM safar.retention_rate(${range}, period = 'day')`,
  "retention_rate, by month": `SELECT * FROM safar.retention_rate(${range}, period = 'month')`,
  kpi_by_month: "SELECT * FROM safar.kpi_by_month",
};

console.log(
  `${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.version}; median of ${runs} runs in ms\n`,
);
const many = await measure(Number(options.events));
const few = await measure(Number(options.fewer));

console.log(`${"".padEnd(28)}${heading(options.events)}  ${heading(options.fewer)}   ratio`);
for (const name of Object.keys(questions)) {
  const ratio = (many.get(name).median / few.get(name).median).toFixed(2);
  console.log(`${name.padEnd(28)}${shown(many.get(name))}  ${shown(few.get(name))}  ${ratio.padStart(6)}`);
}
const slowest = Math.max(...[...many].map(([name, { median }]) => (name === "kpi_by_month" ? 0 : median)));
console.log(
  `\nslowest KPI: ${slowest.toFixed(0)} ms of a budget of 500 ms; kpi_by_month holds them all, month by month`,
);

/** Builds one shop and asks every question. */
async function measure(events) {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), "safar-bench-views-"));
  const warehouse = await openChdbWarehouse(join(folder, `events-${events}`));
  try {
    await migrate(warehouse);
    const startedAt = performance.now();
    const [{ rows }] = await warehouse.query("SELECT count() AS rows FROM safar.event_rows");
    if (Number(rows) === 0) await insertShop(warehouse, { orders, events });
    else await warehouse.command("SYSTEM STOP MERGES safar.event_rows");
    console.log(
      `${await contents(warehouse)}; loaded in ${Math.round((performance.now() - startedAt) / 1000)} s`,
    );
    const results = new Map();
    for (const [name, question] of Object.entries(questions))
      results.set(name, await timed(warehouse, question));
    return results;
  } finally {
    await warehouse.close();
    if (!options.folder) rmSync(folder, { recursive: true });
  }
}

async function timed(warehouse, question) {
  const session = warehouse.openSession();
  const times = [];
  let rowsRead = 0;
  for (let run = 0; run <= runs; run++) {
    const startedAt = performance.now();
    const answer = await (await session.query({ query: question, format: "JSON" })).json();
    // the first run only warms the page cache
    if (run > 0) times.push(performance.now() - startedAt);
    rowsRead = answer.statistics.rows_read;
  }
  await session.close();
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], min: times[0], max: times.at(-1), rowsRead };
}

async function contents(warehouse) {
  const [{ rows, parts, size }] = await warehouse.query(
    "SELECT toFloat64(sum(rows)) AS rows, toFloat64(count()) AS parts, formatReadableSize(sum(bytes_on_disk)) AS size " +
      "FROM system.parts WHERE active AND database = 'safar' AND table = 'event_rows'",
  );
  const kinds = await warehouse.query(
    "SELECT toString(kind) AS kind, toFloat64(count()) AS rows FROM safar.event_rows WHERE kind IN ('order', 'identity', 'alias') GROUP BY kind",
  );
  const told = kinds.map(({ kind, rows: own }) => `${own.toLocaleString("en")} ${kind}`).join(", ");
  return `${rows.toLocaleString("en")} events (${told}) in ${parts} parts, ${size}`;
}

function heading(events) {
  return [`${Number(events) / 1e6}M events`, "min–max", "rows read"]
    .map((text) => text.padStart(12))
    .join("");
}

function shown({ median, min, max, rowsRead }) {
  return [median.toFixed(0), `${min.toFixed(0)}–${max.toFixed(0)}`, rowsRead.toLocaleString("en")]
    .map((text) => text.padStart(12))
    .join("");
}
