// npm run bench:ingest: events a second from HTTP request to fsynced row, beside what the bare engine inserts
// of the same rows in the same run; with `-- --against COMMIT` in turn with that commit. Everything on this machine,
// load generator included.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { builtCommit } from "./checkout.mjs";
import { peakMiB, processTree } from "./process-tree.mjs";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "400" },
    batch: { type: "string", default: "20" },
    // A commit that is built beside this checkout and measured in turn with it.
    against: { type: "string" },
  },
});
/** Of the bare engine's rate, of the other commit's. */
const LEAST_OF_BARE = 0.8;
const LEAST_GAIN = 1.2;
const rounds = Number(options.rounds);
const load = {
  seconds: Number(options.seconds),
  connections: Number(options.connections),
  batchSize: Number(options.batch),
};
const path = (name) => fileURLToPath(new URL(name, import.meta.url));

console.log(
  `${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}; load generator on the same machine`,
);
console.log(
  `${rounds} rounds of ${load.seconds} s, ${load.connections} connections, batches of ${load.batchSize}\n`,
);

const against = options.against === undefined ? undefined : builtCommit(options.against);
if (against) console.log(`in turn with the commit ${against.name}\n`);
const results = [];
const before = [];
for (let round = 1; round <= rounds; round++) {
  const folder = mkdtempSync(join(tmpdir(), "safar-bench-"));
  const isFirst = round % 2 === 1;
  if (against && !isFirst) before.push(await measureAgainst(round));
  const served = await collect(folder);
  const bare = await json("./bare-engine.mjs", { folder, maxRows: 400_000 });
  rmSync(folder, { recursive: true });
  results.push({
    ...served,
    groups: bare.groups,
    single: bare.single,
    ratio: served.rate / bare.groups,
    ratioSingle: served.rate / bare.single,
  });
  console.log(
    `round ${round}: ${told(served)}, ${n(bare.rowsPerInsert)} rows an insert, ${bare.parts} parts left\n` +
      `         bare engine: ${n(bare.groups)}/s in inserts of that size, ${n(bare.single)}/s in one insert from a file`,
  );
  if (against && isFirst) before.push(await measureAgainst(round));
}

console.log("\n                                    median       min       max");
line("collector, events/s", values(results, "rate"));
line("bare engine, same insert size", values(results, "groups"));
line("bare engine, one insert", values(results, "single"));
line("ratio to the same insert size", values(results, "ratio"), 2);
line("ratio to one insert", values(results, "ratioSingle"), 2);
verdict("share of the bare engine", median(values(results, "ratio")), LEAST_OF_BARE, "at least");
if (against) compare();

/** One round of the other commit, on a folder of its own. */
async function measureAgainst(round) {
  const folder = mkdtempSync(join(tmpdir(), "safar-bench-"));
  const served = await collect(folder, against.bin);
  rmSync(folder, { recursive: true });
  console.log(`round ${round}, ${against.name}: ${told(served)}`);
  return served;
}

/** Each round of this checkout beside the same round of the other commit. */
function compare() {
  console.log(`\n                          beside ${against.name}: median       min       max`);
  const beside = (key) => results.map((result, round) => result[key] / before[round][key]);
  const ratios = { rate: beside("rate"), p99: beside("p99"), peak: beside("peak") };
  line("events/s", ratios.rate, 2);
  line("p99", ratios.p99, 2);
  line("memory, engine included", ratios.peak, 2);
  verdict("events/s beside it", median(ratios.rate), LEAST_GAIN, "at least");
  verdict("p99 beside it", median(ratios.p99), 1, "at most");
  verdict("memory beside it", median(ratios.peak), 1, "at most");
}

function told({ rate, p50, p99, failed, bytesPerEvent, peak, ranOut }) {
  return (
    `collector ${n(rate)}/s (p50 ${n(p50)} ms, p99 ${n(p99)} ms, failed ${failed}, ${bytesPerEvent} B an event, ` +
    `peak of all processes ${n(peak)} MiB)${ranOut ? " [load generator ran out]" : ""}`
  );
}

async function collect(folder, bin) {
  const { process: server, ...ready } = await startServe(folder, {}, bin);
  const ask = async (select) => {
    const response = await fetch(`${ready.clickhouse}/?default_format=JSONEachRow&database=safar`, {
      method: "POST",
      body: select,
      headers: { "x-clickhouse-user": "default", "x-clickhouse-key": ready.password },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text.split("\n")[0]);
  };
  const port = Number(new URL(ready.collector).port);
  const loaded = await json("./load-generator.mjs", {
    ...load,
    port,
    writeKey: ready.writeKey,
    events: load.seconds * 70_000,
  });
  const { rows } = await ask("SELECT toFloat64(count()) AS rows FROM events");
  if (rows !== loaded.acknowledged)
    throw new Error(`${rows} rows of ${loaded.acknowledged} acknowledged events`);
  const peak = peakMiB(processTree(server.pid));
  server.kill("SIGTERM");
  await once(server, "close");
  return { ...loaded, rate: loaded.acknowledged / loaded.elapsed, peak };
}

async function json(script, options) {
  const child = spawn(process.execPath, [path(script), JSON.stringify(options)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${script} ended with ${code}`);
  return JSON.parse(text);
}

function values(rows, key) {
  return rows.map((row) => row[key]);
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

function line(name, numbers, digits = 0) {
  const shown = [median(numbers), Math.min(...numbers), Math.max(...numbers)];
  console.log(name.padEnd(32) + shown.map((value) => n(value, digits).padStart(10)).join(""));
}

/** One line that says whether a figure keeps to its budget. */
function verdict(name, value, budget, rule) {
  const isMet = rule === "at least" ? value >= budget : value <= budget;
  console.log(`${name}: ${n(value, 2)}, ${rule} ${budget} wanted: ${isMet ? "met" : "NOT MET"}`);
}

function n(value, digits = 0) {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
