// npm run soak:faults: an hour of honest load with attacks, and one fault after another: ClickHouse killed and stopped,
// the collector killed, its clock set, and the disk filled and freed. Nothing that was acknowledged may be lost or stand
// twice, 99 of 100 acknowledgements come within 2 s outside of the faults, and memory stays flat. For a shorter form:
// npm run soak:faults -- --minutes 10. With --once each fault comes once, and only rows and readiness are judged.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { faultsOf } from "./soak/faults.mjs";
import { honestSenders } from "./soak/honest.mjs";
import { hostileRequests, messageId } from "./soak/requests.mjs";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "60" },
    rate: { type: "string", default: "1000" },
    attacks: { type: "string", default: "50" },
    clock: { type: "boolean", default: false },
    once: { type: "boolean", default: false },
    quiet: { type: "string", default: "20" },
    help: { type: "boolean", default: false },
  },
});
if (options.help) {
  console.log(
    "npm run soak:faults -- [--minutes 60] [--rate 1000] [--attacks 50] [--quiet 20] [--clock] [--once]\n" +
      "--rate and --attacks are events and hostile requests a second, --quiet the seconds before each fault.\n" +
      "--clock sets this machine's clock, too, as root. --once has each fault once, and judges neither time nor memory.\n" +
      "As root on Linux the data folder lies on a disk in memory, which is filled and freed.",
  );
  process.exit(0);
}
const GOAL_MS = 2_000;
/** From the end of a fault until all is as before: the engine starts again, senders come back. */
const RECOVERY_MS = options.once ? 5_000 : 15_000;
const QUIET_MS = Number(options.quiet) * 1_000;

const folder = mkdtempSync(join(tmpdir(), "safar-soak-faults-"));
const disk = smallDisk(join(folder, "disk"));
const data = join(disk ?? folder, "data");
process.once("exit", () => {
  if (disk !== undefined) execFileSync("umount", ["--lazy", disk]);
  rmSync(folder, { recursive: true, force: true });
});

const ownClock = join(folder, "clock");
const SETTINGS = {
  NODE_OPTIONS: `--import=${new URL("./soak/stepped-clock.mjs", import.meta.url)}`,
  SAFAR_SOAK_CLOCK: ownClock,
  SAFAR_LOG_LEVEL: "fatal",
  SAFAR_KEY_EVENTS_PER_SECOND: "1000000",
  SAFAR_ADDRESS_REQUESTS_PER_SECOND: "1000000",
};
let server = await startServe(data, SETTINGS);
const { writeKey } = server;
const senders = honestSenders({
  address: () => server.collector,
  writeKey,
  eventsPerSecond: Number(options.rate),
});
let attacks = 0;
const hostile = hostileRequests(writeKey);
const attacker = setInterval(() => {
  const socket = connect(Number(new URL(server.collector).port), "127.0.0.1");
  socket.on("error", () => {});
  socket.setTimeout(5_000, () => socket.destroy());
  socket.end(hostile[attacks++ % hostile.length]);
  socket.resume();
}, 1_000 / Number(options.attacks));
const memory = [];
const sampler = setInterval(() => memory.push(residentMiB()), 1_000);

const faults = Object.entries(
  faultsOf({
    data,
    disk,
    ownClock,
    clock: options.clock,
    async restart() {
      server.process.kill("SIGKILL");
      await once(server.process, "close");
      server = await startServe(data, SETTINGS);
    },
  }),
);
const until = performance.now() + Number(options.minutes) * 60_000;
const spans = [];
const isOver = (turn) => (options.once ? turn === faults.length : performance.now() + QUIET_MS >= until);
for (let turn = 0; !isOver(turn); turn++) {
  await sleep(QUIET_MS);
  const [name, befall] = faults[turn % faults.length];
  const from = performance.now();
  console.log(`  ${new Date().toISOString()}  ${name}`);
  await befall();
  await ready();
  spans.push({ from: from - GOAL_MS, to: performance.now() + RECOVERY_MS });
}
await sleep(RECOVERY_MS);
clearInterval(attacker);
await senders.end();
clearInterval(sampler);

const { told, batch } = senders;
const outside = told.waits
  .filter(({ since, ms }) => !spans.some(({ from, to }) => since < to && since + ms > from))
  .map(({ ms }) => ms)
  .sort((a, b) => a - b);
const p99 = outside[Math.floor(0.99 * outside.length)] ?? Number.POSITIVE_INFINITY;
const acknowledged = told.acknowledged.length * batch;
const { stored, distinct } = await counted();
const quarter = Math.floor(memory.length / 4);
const [early, late] = [median(memory.slice(quarter, 2 * quarter)), median(memory.slice(-quarter))];
const verdicts = [
  [
    "nothing lost, nothing twice",
    stored === acknowledged && distinct === acknowledged,
    `${stored} rows, ${distinct} ids of ${acknowledged} acknowledged events`,
  ],
  [
    "acknowledged, 99%",
    options.once || p99 < GOAL_MS,
    `${Math.round(p99)} ms in ${outside.length} batches outside of ${spans.length} faults`,
  ],
  [
    "memory",
    options.once || late < early * 1.15 + 30,
    `${Math.round(early)} MiB in the second quarter, ${Math.round(late)} MiB in the last`,
  ],
  [
    "ready again",
    (await fetch(`${server.ops}/readyz`)).status === 200,
    `${attacks} attacks; refused until taken: ${JSON.stringify(told.refused)}`,
  ],
];
for (const [what, good, said] of verdicts)
  console.log(`${good ? "ok  " : "FAIL"}  ${what.padEnd(28)} ${said}`);
server.process.kill("SIGTERM");
await once(server.process, "close");
process.exitCode = verdicts.every(([, good]) => good) ? 0 : 1;

async function ready() {
  for (let tries = 0; tries < 600; tries++) {
    const status = await fetch(`${server.ops}/readyz`).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error("The collector was not ready again within a minute.");
}

async function counted() {
  const answer = await fetch(`${server.clickhouse}/?default_format=JSONEachRow`, {
    method: "POST",
    headers: { "x-clickhouse-user": "default", "x-clickhouse-key": server.password },
    body:
      "SELECT toUInt32(count()) AS stored, toUInt32(uniqExact(message_id)) AS distinct FROM events " +
      `WHERE source_id = 'shop' AND message_id < '${messageId(told.next)}' AND startsWith(message_id, 'soak-')`,
  });
  if (!answer.ok) throw new Error(await answer.text());
  return await answer.json();
}

function smallDisk(at) {
  mkdirSync(at);
  try {
    const size = options.once ? "768m" : "2g";
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", at], { stdio: "pipe" });
    return at;
  } catch {
    console.log("  NOT RUN: a full disk. That needs root on Linux, where a small one can be mounted.");
    return undefined;
  }
}

function residentMiB() {
  try {
    const status = readFileSync(`/proc/${server.process.pid}/status`, "utf8");
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
