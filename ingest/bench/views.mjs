// npm run bench:views: how long each KPI view takes over 5 million events with a million orders, and over 20
// million events with the same orders: the figures grow with orders, not with events. npm run bench:insights: the
// same of the views about customers, visits and carts, which grow with visits, at 20 million events. Beside them
// stands how long one fixed computation takes meanwhile, that is how quiet the machine is; how long the question is
// planned, on one core and whatever the tables hold; how much of a core's time an answer takes, of all that the engine
// has; and by how much the process grew for it at most.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { createClient } from "@clickhouse/client";
import { onThisThread } from "../dist/ask/predict/models.js";
import { PREDICT_DEFAULTS, predict } from "../dist/ask/predict/predict.js";
import { rebuildJoinedUsers } from "../dist/people/identity/joined-users.js";
import { startEngine } from "../dist/store/engine/engine.js";
import { migrate } from "../dist/store/migrate/migrate.js";
import { insertMore, insertShop, putVisitsTogether } from "./shop-rows.mjs";
import { QUESTION_SETS } from "./view-questions.mjs";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "7" },
    orders: { type: "string", default: "1000000" },
    events: { type: "string", default: "20000000" },
    fewer: { type: "string", default: "5000000" },
    folder: { type: "string" },
    set: { type: "string", default: "kpi" },
    view: { type: "string" },
  },
});
const runs = Number(options.runs);
const orders = Number(options.orders);

const set = QUESTION_SETS[options.set];
const questions = Object.fromEntries(
  Object.entries(set.questions).filter(([name]) => name.startsWith(options.view ?? "")),
);
/** How often the size of the process is looked at. */
const SAMPLE_MS = 20;
/** Takes both cores for a while, whatever the tables hold. */
const FIXED_WORK = "SELECT sum(sipHash64(number)) FROM numbers_mt(30000000)";
const NOISE = "(noise: one fixed work)";

console.log(
  `${availableParallelism()} cores (${cpus()[0].model.trim()}), Node ${process.version}; median of ${runs} runs in ms\n`,
);
const folder = options.folder ?? mkdtempSync(join(tmpdir(), "safar-bench-views-"));
const engine = await startEngine({ folder });
const warehouse = engine.warehouse("operator");
const { url, username, password } = engine.address("operator");
const client = createClient({ url, username, password, database: "safar", request_timeout: 600_000 });
const results = new Map();
try {
  await migrate(warehouse);
  // whose questions are planned, without a row to read
  await warehouse.insert("sources", ["source_id", "updated_at"], ['["nobody",1]']);
  await warehouse.command("SYSTEM STOP MERGES safar.event_rows");
  const few = Number(options.fewer);
  const many = Number(options.events);
  if ((await rowCount()) === 0) {
    await built(() => insertShop(warehouse, { orders, events: few }));
    await rebuildJoinedUsers(warehouse);
    if (set === QUESTION_SETS.kpi) results.set(few, await measure());
    await built(() => insertMore(warehouse, { from: few, to: many }));
  }
  await putVisitsTogether(warehouse);
  if ("predicted_orders" in questions) await fitted();
  results.set(await rowCount(), await measure());
} finally {
  await client.close();
  await warehouse.close();
  await engine.close();
  if (!options.folder) rmSync(folder, { recursive: true });
}

const sizes = [...results.keys()].reverse();
const [largest, smallest] = [results.get(sizes[0]), results.get(sizes.at(-1))];
console.log(`\n${"".padEnd(28)}${sizes.map(heading).join("  ")}${sizes.length > 1 ? "   ratio" : ""}`);
for (const name of [...Object.keys(questions), NOISE]) {
  const ratio = (largest.get(name).median / smallest.get(name).median).toFixed(2).padStart(6);
  const columns = sizes.map((size) => shown(results.get(size).get(name)));
  console.log(`${name.padEnd(28)}${columns.join("  ")}${sizes.length > 1 ? `  ${ratio}` : ""}`);
}
const over = Object.keys(questions).filter((name) => largest.get(name).median > set.budgetMs);
console.log(
  over.length === 0
    ? `\nall within the budget of ${set.budgetMs} ms`
    : `\nover the budget of ${set.budgetMs} ms: ${over.join(", ")}`,
);

/** Asks every question, and before each of its runs for the fixed computation. */
async function measure() {
  const times = new Map([[NOISE, []]]);
  const costs = new Map();
  for (const [name, question] of Object.entries(questions)) {
    // the first run only warms the page cache
    await asked(question);
    times.set(name, []);
    for (let run = 0; run < runs; run++) {
      times.get(NOISE).push((await asked(FIXED_WORK)).ms);
      const { ms, ...cost } = await asked(question);
      times.get(name).push(ms);
      costs.set(name, cost);
    }
    costs.get(name).planMs = (await asked(`EXPLAIN ${question.replaceAll("'shop'", "'nobody'")}`)).ms;
  }
  return new Map([...times].map(([name, of]) => [name, { ...spread(of), ...costs.get(name) }]));
}

async function asked(query) {
  const size = engineUse().rssMib;
  let largest = size;
  const sampling = setInterval(() => {
    largest = Math.max(largest, engineUse().rssMib);
  }, SAMPLE_MS);
  const used = engineUse().cpuMs;
  const startedAt = performance.now();
  const answer = await (await client.query({ query, format: "JSON" })).json();
  const ms = performance.now() - startedAt;
  const cpuMs = engineUse().cpuMs - used;
  clearInterval(sampling);
  return {
    ms,
    cpuMs,
    grownMib: largest - size,
    rowsRead: answer.statistics.rows_read,
  };
}

/** What the engine's process has used, of a core and of memory, by /proc: it counts in hundredths of a second. */
function engineUse() {
  const of = readFileSync(`/proc/${engine.pid()}/stat`, "utf8").split(") ")[1].split(" ");
  return { cpuMs: (Number(of[11]) + Number(of[12])) * 10, rssMib: (Number(of[21]) * 4096) / 2 ** 20 };
}

function spread(times) {
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1], min: times[0], max: times.at(-1) };
}

/** Fits the predictions, as `safar predict` does. */
async function fitted() {
  const startedAt = performance.now();
  const steps = predict(warehouse, { ...PREDICT_DEFAULTS, source: "shop" }, onThisThread);
  let step = await steps.next();
  while (!step.done) step = await steps.next();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`predictions fitted to ${step.value.customers.toLocaleString("en")} customers in ${seconds} s`);
}

async function built(insert) {
  const startedAt = performance.now();
  await insert();
  console.log(`${await contents()}; made in ${Math.round((performance.now() - startedAt) / 1000)} s`);
}

async function rowCount() {
  const [{ rows }] = await warehouse.query("SELECT toFloat64(count()) AS rows FROM safar.event_rows");
  return rows;
}

async function contents() {
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
  return [
    `${Math.round(events / 1e5) / 10}M events`,
    "min–max",
    "of it plan",
    "CPU ms",
    "MiB more",
    "rows read",
  ]
    .map((text) => text.padStart(12))
    .join("");
}

function shown({ median, min, max, planMs, cpuMs, grownMib, rowsRead }) {
  return [
    median.toFixed(0),
    `${min.toFixed(0)}–${max.toFixed(0)}`,
    ...(rowsRead === undefined
      ? []
      : [planMs.toFixed(0), cpuMs.toFixed(0), grownMib.toFixed(0), rowsRead.toLocaleString("en")]),
  ]
    .map((text) => text.padStart(12))
    .join("");
}
