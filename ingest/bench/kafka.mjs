// npm run bench:kafka: events a second that Kafka acknowledges to the collector, rows a second from Kafka to
// ClickHouse, the delay of an event at half load, and memory over ten minutes; beside them, in the same run, what
// the plain producer and the bare engine do. Everything on this machine, load generator included.
import { execFile } from "node:child_process";
import { cpus } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { startCluster } from "./kafka/cluster.mjs";
import { measureEndToEnd, slope } from "./kafka/end-to-end.mjs";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "8" },
    connections: { type: "string", default: "400" },
    batch: { type: "string", default: "20" },
    rows: { type: "string", default: "600000" },
    minutes: { type: "string", default: "10" },
  },
});
/** What the loader shall do on two cores, and how long an event may take, in ms, for 99 of 100 at half load. */
const LEAST_ROWS = 50_000;
const LONGEST_DELAY_MS = 2_000;
/** A process whose memory grows by more than this many MiB a minute, once it is warm, is not flat. */
const FLAT_MIB = 2;
const CURVE_SAMPLES = 30;
/** Partitions of the topics, and rows that travel together, as a collector has them by default. */
const PARTITIONS = 12;
const GROUP = 2_000;

const rounds = Number(options.rounds);
const seconds = Number(options.seconds);
const rows = Number(options.rows);
const minutes = Number(options.minutes);
const batchSize = Number(options.batch);
const run = promisify(execFile);
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const json = async (script, settings) =>
  JSON.parse(
    (await run(process.execPath, [path(script), JSON.stringify(settings)], { maxBuffer: 1e8 })).stdout,
  );

console.log(
  `${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}; one Kafka, one ClickHouse over HTTP and ` +
    `the load generator on the same machine\n`,
);
const results = [];
for (let round = 1; round <= rounds; round++) {
  const cluster = await startCluster();
  const collected = await collect(cluster);
  const producer = await produce(cluster);
  await fill(cluster);
  const loaded = await load(cluster, collected.acknowledged + rows);
  await cluster.clickhouse.end("SIGTERM");
  const bare = await json("./bare-engine.mjs", { folder: cluster.warehouseFolder, maxRows: 400_000 });
  await cluster.close();
  const collector = collected.acknowledged / collected.elapsed;
  results.push({
    collector,
    producer,
    loader: loaded.rate,
    bare: bare.groups,
    collectorRatio: collector / producer,
    loaderRatio: loaded.rate / bare.groups,
  });
  console.log(
    `round ${round}: collector ${n(collector)} events/s (p50 ${n(collected.p50)} ms, p99 ${n(collected.p99)} ms, failed ${collected.failed}), ` +
      `plain producer ${n(producer)} messages/s\n` +
      `         loader ${n(loaded.rate)} rows/s (${n(loaded.rows)} rows, ${n(loaded.rowsPerInsert)} an insert, ${n(loaded.cpu, 1)} µs of its own CPU a row), ` +
      `bare engine ${n(bare.groups)} rows/s in inserts of ${n(bare.rowsPerInsert)}\n` +
      `         ratios: collector ${n(collector / producer, 2)} of the plain producer, loader ${n(loaded.rate / bare.groups, 2)} of the bare engine`,
  );
}
console.log("\n                                    median       min       max");
line("collector to Kafka, events/s", "collector");
line("plain producer, messages/s", "producer");
line("ratio to the plain producer", "collectorRatio", 2);
line("loader to ClickHouse, rows/s", "loader");
line("bare engine, same insert size", "bare");
line("ratio to the bare engine", "loaderRatio", 2);
console.log(verdict("loader, rows/s", median(results.map(({ loader }) => loader)), LEAST_ROWS, "at least"));

if (minutes > 0) await endToEnd();

/** Events over HTTP until Kafka has acknowledged them; nobody reads the topic meanwhile. */
async function collect(cluster) {
  const collector = await cluster.start("collect", "--port", "0");
  const { port } = collector;
  const loaded = await json("./load-generator.mjs", {
    port,
    writeKey: cluster.writeKey,
    seconds,
    connections: Number(options.connections),
    batchSize,
    events: seconds * 60_000,
  });
  await collector.stop();
  return loaded;
}

/** The same rows by the plain producer, each a message, into a topic that nobody loads. */
async function produce(cluster) {
  const { brokers } = cluster.broker;
  const settings = {
    brokers,
    topic: "plain",
    partitions: PARTITIONS,
    messages: rows,
    group: GROUP,
    inFlight: 4,
  };
  return (await json("./kafka/plain-producer.mjs", settings)).rate;
}

async function fill(cluster) {
  const settings = {
    brokers: [cluster.broker.brokers],
    clientId: "bench",
    topics: { events: "safar.events", deadLetters: "safar.dead-letters" },
    partitions: PARTITIONS,
    replication: 1,
    retentionHours: 1,
    createTopics: false,
    requestMs: 5_000,
    sessionMs: 10_000,
  };
  const filling = { rows, group: GROUP, inFlight: 4, settings };
  await run(process.execPath, [path("./kafka/fill-topic.mjs"), JSON.stringify(filling)]);
}

/** A topic full of rows, and a loader that is new to it: from its first insert to its last. */
async function load(cluster, wanted) {
  const loader = await cluster.start("load");
  let first;
  for (;;) {
    const metrics = await loader.metrics();
    const stored = metrics.safar_load_rows_total;
    const now = performance.now();
    const cpu = metrics.process_cpu_seconds_total;
    if (stored > 0 && first === undefined) first = { stored, now, cpu };
    // what was read twice, after a change of the group, was stored twice and is one row
    if (stored >= wanted && (await storedOnce(cluster)) >= wanted) {
      const measured = stored - first.stored;
      await loader.stop();
      return {
        rows: wanted,
        rate: measured / ((now - first.now) / 1000),
        rowsPerInsert: stored / metrics.safar_load_insert_seconds_count,
        cpu: ((cpu - first.cpu) / measured) * 1e6,
      };
    }
    await sleep(100);
  }
}

async function storedOnce(cluster) {
  const [{ stored }] = await cluster.query(
    "SELECT toFloat64(uniqExact(message_id)) AS stored FROM event_rows",
  );
  return stored;
}

/** Half of what collector and loader can do when they share the cores: both have to take every event. */
async function endToEnd() {
  const [collector, loader] = ["collector", "loader"].map((key) =>
    median(results.map((result) => result[key])),
  );
  const rate = Math.round((collector * loader) / (collector + loader) / 2);
  const cluster = await startCluster();
  const parts = await Promise.all([cluster.start("collect", "--port", "0"), cluster.start("load")]);
  await sleep(3_000);
  const { delays, memory, acknowledged, failed, elapsed } = await measureEndToEnd(cluster, ...parts, {
    rate,
    minutes,
    batch: batchSize,
  });
  const at = (share) => n(delays[Math.floor((delays.length - 1) * share)]);
  console.log(
    `\n${minutes} minutes at half load: ${n(rate)} events/s asked for, ${n(acknowledged / elapsed)} acknowledged, ${failed} failed\n` +
      `from sending to row: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms (${delays.length} probes)\n` +
      verdict(
        "99% of events, ms",
        delays[Math.floor((delays.length - 1) * 0.99)],
        LONGEST_DELAY_MS,
        "at most",
      ),
  );
  for (const [name, samples] of Object.entries(memory)) {
    if (samples.includes(undefined)) continue;
    const peak = Math.max(...samples);
    const every = Math.ceil(samples.length / CURVE_SAMPLES);
    console.log(
      `memory of the ${name}, MiB, a sample every ${every} s: ${curve(samples, every).join(" ")}\n` +
        `  peak ${n(peak)}, at the end ${n(samples.at(-1))}\n` +
        verdict(`  growth of the ${name}, MiB a minute`, slope(samples), FLAT_MIB, "at most"),
    );
  }
  for (const part of parts) await part.stop();
  await cluster.close();
}

/** One line that says whether a figure keeps to its budget. */
function verdict(name, value, budget, rule) {
  const isMet = rule === "at least" ? value >= budget : value <= budget;
  return `${name}: ${n(value, 1)}, ${rule} ${n(budget)} wanted: ${isMet ? "met" : "NOT MET"}`;
}

function curve(samples, every) {
  return samples.filter((_, at) => at % every === 0).map((value) => n(value));
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function line(name, key, digits = 0) {
  const values = results.map((result) => result[key]);
  const shown = [median(values), Math.min(...values), Math.max(...values)];
  console.log(name.padEnd(32) + shown.map((value) => n(value, digits).padStart(10)).join(""));
}

function n(value, digits = 0) {
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
