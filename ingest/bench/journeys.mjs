// npm run bench:journeys: transitions beside ingestion, from event to the provider's call, a start with many who wait, and a
// simulation of a long past; with `-- --against COMMIT` in turn with that commit. Everything is on one machine, the load
// generator included.
import { execFile } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { writeChange } from "../dist/journeys/versions/write-change.js";
import { openFolderWarehouse } from "../dist/store/engine/folder-warehouse.js";
import { migrate } from "../dist/store/migrate/migrate.js";
import { builtCommit } from "./checkout.mjs";
import { latencySteps, stepsTable } from "./journeys/latency-steps.mjs";
import { percentile } from "./percentile.mjs";
import { peakMiB, processTree } from "./process-tree.mjs";
import { insertShop } from "./shop-rows.mjs";
import { startServe } from "./start-safar.mjs";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", default: "live,latency,waiting,simulate" },
    seconds: { type: "string", default: "30" },
    /** Events a second that come in. */
    rate: { type: "string", default: "5000" },
    /** Events that are there before: none, or at least those 400,000 of which the made-up shop consists. */
    past: { type: "string", default: "1000000" },
    waiting: { type: "string", default: "10000000" },
    events: { type: "string", default: "20000000" },
    rounds: { type: "string", default: "1" },
    /** A commit that is built beside this checkout and measured in turn with it. */
    against: { type: "string" },
  },
});
const [seconds, rate, past, waiting, events, rounds] = [
  ...["seconds", "rate", "past", "waiting", "events", "rounds"],
].map((name) => Number(options[name]));
const BIN = fileURLToPath(new URL("../bin/safar.js", import.meta.url));
// Started processes end with this one, also by a signal.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
const run = promisify(execFile);
const say = (text) => console.log(text);

const journey = (name, event, start, nodes) => ({
  ...{ name, entry: { event }, goal: { event: "Order Completed" }, control: 0, quiet: false, start, nodes },
  caps: { perDay: 100, perWeek: 100 },
});
const WAITS = journey("waits", "Product Viewed", "wait", {
  wait: { type: "delay", for: "1 hour", next: "end" },
});
const calls = (url) => journey("calls", "Signed In", "call", { call: { type: "webhook", url, next: "end" } });

const scenes = { live, latency, waiting: startWithMany, simulate };
const here = { bin: BIN, name: "this checkout" };
const contenders = options.against === undefined ? [here] : [here, builtCommit(options.against)];
/** Events that were there before. */
let pastFolder;
/** What was measured of each scene, by who was measured, a figure a round. */
const figures = new Map();
for (let round = 0; round < rounds; round++)
  for (const name of options.only.split(","))
    for (const { bin, name: who } of round % 2 === 0 ? contenders : contenders.toReversed()) {
      if (contenders.length > 1) say(`round ${round + 1}, ${who}:`);
      const folder = await mkdtemp(join(tmpdir(), "safar-bench-journeys-"));
      try {
        const figure = await scenes[name](folder, bin);
        figures.set(`${name} ${who}`, [...(figures.get(`${name} ${who}`) ?? []), figure]);
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    }
if (contenders.length > 1)
  for (const name of options.only.split(",")) {
    const [own, other] = contenders.map(({ name: who }) => figures.get(`${name} ${who}`));
    const ratios = own.map((figure, round) => figure / other[round]).sort((one, two) => one - two);
    const [half, least, most] = [percentile(ratios, 0.5), ratios[0], ratios.at(-1)].map((n) => n.toFixed(2));
    say(`${name}, beside ${contenders[1].name}: ${half} (${least} to ${most})`);
  }
say(
  [
    "By their own sources, which were read and not run: Dittofeed looks for who enters a segment every 120 s, Parcelvoy",
    "goes through its journeys once a minute, Notifuse takes 50 contacts of a broadcast in 10 s.",
  ].join("\n"),
);

/** Transitions a second while as many events come in as there are to be. @returns those until all were let in */
async function live(folder, bin) {
  await makePast(folder);
  say("the past is there");
  const served = await serveWith(folder, [WAITS], bin);
  await untilGoing(served);
  say("somebody was let in");
  const before = await transitions(served);
  const began = performance.now();
  const sent = await load(served, seconds, (n) => ({ event: "Product Viewed", userId: `new-${n}` }));
  const during = (await transitions(served)) - before;
  const took = (performance.now() - began) / 1000;
  say(
    `transitions beside ingestion: ${Math.round(during / took)} a second while ${Math.round(sent / took)} events a second came in, each of a person who enters; of ${sent} ${during} were let in when the last was sent`,
  );
  const until = performance.now() + 120_000;
  while ((await transitions(served)) - before < sent && performance.now() < until) await sleep(250);
  const all = (await transitions(served)) - before;
  const whole = (performance.now() - began) / 1000;
  say(
    `  all ${all} of ${sent} after ${whole.toFixed(1)} s: ${Math.round(all / whole)} a second; memory ${Math.round(peakMiB([served.process.pid]))} MiB beside ClickHouse's`,
  );
  await end(served);
  return all / whole;
}

/** From a visitor's event to the call of a webhook, and where the time goes. @returns milliseconds, of 99% */
async function latency(folder, bin) {
  await makePast(folder);
  const events = new Map();
  const receiver = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const event = events.get(JSON.parse(body).data.userId);
    if (event) event.called ??= Date.now();
    response.end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${receiver.address().port}/`;
  const served = await serveWith(folder, [calls(url)], bin);
  await untilGoing(served);
  const EVERY = 250;
  const sent = await load(
    served,
    seconds,
    (n) => {
      if (n % EVERY !== 0) return { event: "Product Viewed", userId: `u-${n % 20_000}` };
      events.set(`at-${n}`, { made: Date.now() });
      return { event: "Signed In", userId: `at-${n}` };
    },
    (batch) => {
      for (const { userId } of batch) if (events.has(userId)) events.get(userId).acknowledged = Date.now();
    },
  );
  const isCalled = ({ called }) => called !== undefined;
  const until = performance.now() + 60_000;
  while (![...events.values()].every(isCalled) && performance.now() < until) await sleep(100);
  const called = new Map([...events].filter(([, event]) => isCalled(event)));
  const late = [...called.values()].map((event) => event.called - event.made).sort((one, two) => one - two);
  say(
    `from event to the provider's call, ${Math.round(events.size / seconds)} a second beside ${Math.round(sent / seconds)} events a second: 50% ${percentile(late, 0.5)} ms, 99% ${percentile(late, 0.99)} ms; ${called.size} of ${events.size} were called`,
  );
  await end(served);
  receiver.close();
  say(stepsTable(await latencySteps(folder, called)));
  return percentile(late, 0.99);
}

/** A start with many runs that wait: how long until the first that is due goes on, and with how much memory. @returns MiB */
async function startWithMany(folder, bin) {
  const warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const SLICES = 10;
  for (let slice = 0; slice < SLICES; slice++)
    await warehouse.command(
      `INSERT INTO safar.journey_rows (record, source_id, person_key, journey_id, run_id, version, status, due_at, generation,
         customer_id, journey_version, node, status_at, entered_at, nodes, state)
       SELECT 'run', 'shop', sipHash64(number), 'waits', lower(hex(sipHash128(number))), 1, 'waiting',
         now64(3) + toIntervalSecond(3600 + number % 2000000), 1, concat('u', toString(number)), 1, 'wait', now64(3), now64(3),
         ['wait'], concat('{"run":{"id":"', lower(hex(sipHash128(number))), '","person":"', toString(sipHash64(number)),
           '","node":"wait"},"decisions":[]}')
       FROM numbers(${Math.floor((waiting * slice) / SLICES)}, ${Math.floor(waiting / SLICES)})`,
    );
  await warehouse.close();
  const began = performance.now();
  const served = await serveWith(folder, [WAITS], bin);
  await untilGoing(served);
  const took = (performance.now() - began) / 1000;
  const [serve, ...engine] = processTree(served.process.pid);
  const memory = peakMiB([serve, ...engine]);
  say(
    `start with ${waiting} who wait: ${took.toFixed(1)} s from the command to the first who enters; memory ${Math.round(peakMiB([serve]))} MiB of the collector and its engine of journeys, ${Math.round(peakMiB(engine))} MiB of ClickHouse`,
  );
  await end(served);
  return memory;
}

/** What a journey would have done over two years of a large shop. @returns seconds */
async function simulate(folder, bin) {
  const warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await insertShop(warehouse, { orders: events / 20, events });
  await warehouse.command("SYSTEM START MERGES safar.event_rows");
  await warehouse.close();
  const file = join(folder, "abandoned-cart.json");
  const { stdout } = await run(bin, ["journeys", "new", "abandoned-cart"], { cwd: folder }).then(
    () => ({ stdout: "" }),
    (error) => error,
  );
  if (stdout) say(stdout);
  const path = file.replace("abandoned-cart.json", "journeys/abandoned-cart.json");
  const served = await startServe(folder, { SAFAR_SOURCE: "shop" }, bin);
  const began = performance.now();
  const answer = await run(
    bin,
    [
      ...["journeys", "simulate", path, "--data", folder, "--source", "shop", "--json"],
      ...["--since", "2024-01-01", "--until", "2026-01-01"],
    ],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const took = (performance.now() - began) / 1000;
  const { tally } = JSON.parse(answer.stdout);
  say(
    `simulation of abandoned-cart over ${events} events: ${took.toFixed(1)} s; ${JSON.stringify(tally.entered ?? tally.came ?? Object.keys(tally))}`,
  );
  await end(served);
  return took;
}

/** Made once, and copied for each measurement. */
async function makePast(folder) {
  if (past === 0) return;
  pastFolder ??= madePast();
  await cp(await pastFolder, folder, { recursive: true });
}

async function madePast() {
  const folder = await mkdtemp(join(tmpdir(), "safar-bench-past-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await insertShop(warehouse, { orders: past / 20, events: past });
  await warehouse.command("SYSTEM START MERGES safar.event_rows");
  await warehouse.close();
  // What was stored within a minute before is looked at, too.
  await sleep(65_000);
  return folder;
}

async function serveWith(folder, journeys, bin) {
  // Not by the command, which publishes webhooks by https alone; and before the collector has the folder.
  const warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  for (const definition of journeys) {
    const about = { source: "shop", journey: definition.name, after: 0, done: "published", version: 1 };
    await writeChange(warehouse, { ...about, definition, segments: {}, moves: false });
  }
  await warehouse.close();
  const env = {
    SAFAR_WEBHOOK_SECRET: `whsec_${Buffer.from("a secret of twenty-four b").toString("base64")}`,
    SAFAR_WEBHOOK_PRIVATE: "true",
    SAFAR_KEY_EVENTS_PER_SECOND: "0",
    SAFAR_ADDRESS_REQUESTS_PER_SECOND: "0",
  };
  return await startServe(folder, env, bin);
}

/** Waits until the engine has let somebody in. */
async function untilGoing(served) {
  const at = await transitions(served);
  await send(served, [
    { event: "Product Viewed", userId: "first" },
    { event: "Signed In", userId: "first" },
  ]);
  while ((await transitions(served)) === at) await sleep(100);
}

/** Sends events at the rate that is asked for, and tells of each batch that was acknowledged. @returns how many */
async function load(served, forSeconds, eventOf, acknowledged = () => {}) {
  const SIZE = 50;
  const began = performance.now();
  const under = new Set();
  let sent = 0;
  while (performance.now() - began < forSeconds * 1000) {
    const due = ((performance.now() - began) / 1000) * rate;
    while (sent < due) {
      const batch = Array.from({ length: SIZE }, (_, place) => eventOf(sent + place));
      sent += SIZE;
      const sending = send(served, batch)
        .then(() => acknowledged(batch))
        .finally(() => under.delete(sending));
      under.add(sending);
    }
    await sleep(5);
  }
  await Promise.all(under);
  return sent;
}

async function send({ collector, writeKey }, batch) {
  const answer = await fetch(`${collector}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ batch: batch.map((event) => ({ type: "track", properties: {}, ...event })) }),
  });
  if (!answer.ok) throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
  await answer.arrayBuffer();
}

async function transitions({ ops }) {
  const text = await (await fetch(`${ops}/metrics`)).text();
  return Number(/^safar_journey_transitions_total (\d+)/m.exec(text)?.[1] ?? 0);
}

async function end({ process: child }) {
  child.kill("SIGTERM");
  await once(child, "close");
}
