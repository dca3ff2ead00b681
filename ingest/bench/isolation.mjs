// npm run bench:isolation: how long acknowledgements take while analysts ask what would take all of a machine, beside a
// quiet minute of the same load; and by how much the processes grow while a slow reader takes a long answer.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { get } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    rate: { type: "string", default: "3000" },
    analysts: { type: "string", default: "20" },
    rows: { type: "string", default: "10000000" },
  },
});
const seconds = Number(options.seconds);
const rate = Number(options.rate);
const BATCH = 20;

const HEAVY = [
  "SELECT repeat('x', 1000) AS s FROM numbers(5000000) FORMAT TSV",
  "SELECT count() FROM numbers(1000000) AS a CROSS JOIN numbers(1000000) AS b WHERE sipHash64(a.number, b.number) = 1",
  "SELECT sum(sipHash64(number)) FROM numbers(1000000000000)",
  "SELECT length(groupArray(number)) FROM numbers(100000000000)",
  "SELECT sum(match(repeat('a', 2000), '^(a|aa|aaa)+$')) FROM numbers(100000000)",
  "SELECT sum(levenshteinDistance(repeat('a', 5000), repeat('b', 5000))) FROM numbers(100000)",
];

const folder = mkdtempSync(join(tmpdir(), "safar-bench-isolation-"));
const { process: server, ...ready } = await startServe(folder);
const asAnalyst = { "x-clickhouse-user": "default", "x-clickhouse-key": ready.password };
const enginePid = () => Number(/^PID: (\d+)$/m.exec(readFileSync(join(folder, "status"), "utf8"))[1]);
const rssMib = (pid) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) / 1024;

console.log(`${availableParallelism()} cores, ${rate} events/s in batches of ${BATCH}, ${seconds} s each`);
let sent = 0;
let acknowledged = 0;
try {
  report("quiet", await load());
  const engine = enginePid();
  let asking = true;
  const analysts = Array.from({ length: Number(options.analysts) }, async (_, n) => {
    while (asking) {
      await fetch(ready.clickhouse, { method: "POST", body: HEAVY[n % HEAVY.length], headers: asAnalyst })
        .then(async (answer) => {
          for await (const _chunk of answer.body);
        })
        .catch(() => {});
      await sleep(20);
    }
  });
  const busy = load();
  let largest = 0;
  const sampling = setInterval(() => {
    largest = Math.max(largest, rssMib(enginePid()));
  }, 200);
  report(`${options.analysts} analysts at once`, await busy);
  clearInterval(sampling);
  asking = false;
  console.log(
    `  engine at most ${largest.toFixed(0)} MiB, ${enginePid() === engine ? "never ended" : "was started again"}`,
  );
  await Promise.race([Promise.all(analysts), sleep(70_000)]);
  const [{ stored }] = await rows(
    "SELECT count() AS stored FROM (SELECT DISTINCT message_id FROM safar.events)",
  );
  console.log(`  ${acknowledged} acknowledged of ${sent} sent, ${stored} stored`);
  await slowReader();
} finally {
  server.kill("SIGTERM");
  await new Promise((ended) => server.once("close", ended));
  rmSync(folder, { recursive: true });
}

/** Sends at the rate and gives the milliseconds of each request; a refused one counts as refused. */
async function load() {
  const times = [];
  let refused = 0;
  const under = new Set();
  const end = performance.now() + seconds * 1_000;
  for (let next = performance.now(); next < end; next += (BATCH / rate) * 1_000) {
    await sleep(Math.max(0, next - performance.now()));
    const batch = Array.from({ length: BATCH }, () => ({
      type: "track",
      messageId: `m-${sent++}`,
      userId: `u${sent % 1000}`,
      event: "Product Viewed",
      properties: { product_id: `p${sent % 50}`, price: 10, currency: "EUR" },
    }));
    const startedAt = performance.now();
    const request = fetch(`${ready.collector}/v1/batch`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${ready.writeKey}:`)}` },
      body: JSON.stringify({ batch }),
    })
      .then(async (answer) => {
        await answer.arrayBuffer();
        if (answer.status === 200) {
          acknowledged += BATCH;
          times.push(performance.now() - startedAt);
        } else refused += 1;
      })
      .catch(() => {
        refused += 1;
      })
      .finally(() => under.delete(request));
    under.add(request);
  }
  await Promise.all(under);
  return { times: times.sort((a, b) => a - b), refused };
}

function report(name, { times, refused }) {
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(0);
  console.log(
    `${name}: ${times.length} requests acknowledged, ${refused} refused; p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${times.at(-1).toFixed(0)} ms`,
  );
}

async function rows(select) {
  const answer = await fetch(`${ready.clickhouse}/?default_format=JSONEachRow`, {
    method: "POST",
    body: select,
    headers: asAnalyst,
  });
  return (await answer.text())
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** Takes an answer of many rows a little at a time. */
async function slowReader() {
  const engine = enginePid();
  const before = { engine: rssMib(engine), collector: rssMib(server.pid) };
  const most = { ...before };
  const query = new URLSearchParams({
    query: `SELECT number, toString(sipHash64(number)) AS text FROM numbers(${options.rows}) FORMAT TSV`,
    max_execution_time: "600",
  });
  let lines = 0;
  await new Promise((done, failed) => {
    get(`${ready.clickhouse}/?${query}`, { headers: asAnalyst }, (answer) => {
      answer.on("data", (chunk) => {
        for (const byte of chunk) if (byte === 10) lines += 1;
        most.engine = Math.max(most.engine, rssMib(engine));
        most.collector = Math.max(most.collector, rssMib(server.pid));
        answer.pause();
        setTimeout(() => answer.resume(), 5);
      });
      answer.on("end", done).on("error", failed);
    }).on("error", failed);
  });
  console.log(
    `slow reader: ${lines} rows; engine grew by ${(most.engine - before.engine).toFixed(0)} MiB, collector by ${(most.collector - before.collector).toFixed(0)} MiB`,
  );
}
