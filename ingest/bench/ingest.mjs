// npm run bench:ingest: events a second from HTTP request to fsynced row, beside what the bare engine inserts
// of the same rows in the same run. Everything on this machine, load generator included.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "400" },
    batch: { type: "string", default: "20" },
  },
});
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

const results = [];
for (let round = 1; round <= rounds; round++) {
  const folder = mkdtempSync(join(tmpdir(), "safar-bench-"));
  const served = await collect(folder);
  const bare = await json("./bare-engine.mjs", { folder, maxRows: 400_000 });
  rmSync(folder, { recursive: true });
  const rate = served.acknowledged / served.elapsed;
  results.push({
    rate,
    groups: bare.groups,
    single: bare.single,
    ratio: rate / bare.groups,
    ratioSingle: rate / bare.single,
  });
  console.log(
    `round ${round}: collector ${n(rate)}/s (p50 ${n(served.p50)} ms, p99 ${n(served.p99)} ms, failed ${served.failed}, ` +
      `${served.bytesPerEvent} B an event, ${n(bare.rowsPerInsert)} rows an insert, ${bare.parts} parts left, peak ${n(served.rssMiB)} MiB)` +
      `${served.ranOut ? " [load generator ran out]" : ""}\n` +
      `         bare engine: ${n(bare.groups)}/s in inserts of that size, ${n(bare.single)}/s in one insert from a file`,
  );
}

console.log("\n                                    median       min       max");
line("collector, events/s", "rate");
line("bare engine, same insert size", "groups");
line("bare engine, one insert", "single");
line("ratio to the same insert size", "ratio", 2);
line("ratio to one insert", "ratioSingle", 2);

async function collect(folder) {
  const { process: server, ...ready } = await startServe(folder);
  const ask = async (select) => {
    const response = await fetch(`${ready.clickhouse}/?default_format=JSONEachRow`, {
      method: "POST",
      body: select,
      headers: { "x-clickhouse-user": "default", "x-clickhouse-key": ready.password },
    });
    return JSON.parse((await response.text()).split("\n")[0]);
  };
  const port = Number(new URL(ready.collector).port);
  const loaded = await json("./load-generator.mjs", {
    ...load,
    port,
    writeKey: ready.writeKey,
    events: load.seconds * 70_000,
  });
  const { rows } = await ask("SELECT count() AS rows FROM event_rows");
  if (Number(rows) !== loaded.acknowledged)
    throw new Error(`${rows} rows of ${loaded.acknowledged} acknowledged events`);
  const rssMiB = peakRss(server.pid);
  server.kill("SIGTERM");
  await once(server, "close");
  return { ...loaded, rssMiB };
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

function line(name, key, digits = 0) {
  const sorted = results.map((result) => result[key]).sort((a, b) => a - b);
  const shown = [sorted[Math.floor(sorted.length / 2)], sorted[0], sorted.at(-1)];
  console.log(name.padEnd(32) + shown.map((value) => n(value, digits).padStart(10)).join(""));
}

function n(value, digits = 0) {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function peakRss(pid) {
  if (!existsSync(`/proc/${pid}/status`)) return Number.NaN;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
}
