// What the browser script costs a page, in Chromium, beside the same page with @segment/analytics-next: one sink,
// one browser, runs alternate, so that a change of the machine's load meets all of them.
//
//   node sdk-web/bench/main.mjs [--rounds 5] [--events 1000] [--against FILE]
//
// --against FILE measures another build of safar.js beside this one.
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { brotliCompressSync } from "node:zlib";
import puppeteer from "puppeteer-core";
import {
  CHROMIUM_ARGS,
  findBrowsers,
  whatIsMissing,
} from "../../ingest/test/journey/browser/support/find-browsers.mjs";
import { contenders } from "./contenders.mjs";
import { longestTask, SLOWER } from "./long-tasks.mjs";
import { measure } from "./measure.mjs";
import { startSink } from "./sink.mjs";

const BOOT_BUDGET_MS = 5;
const TRACK_BUDGET_US = 50;
/** https://www.w3.org/TR/longtasks-1/ */
const TASK_BUDGET_MS = 50;

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    events: { type: "string", default: "1000" },
    against: { type: "string" },
  },
});
const [rounds, events] = [Number(values.rounds), Number(values.events)];
const chromium = findBrowsers().found.find(({ name }) => name === "chromium");
if (!chromium) {
  console.error(whatIsMissing(["chromium"]).replace("journeys", "bench"));
  process.exit(1);
}

const all = await contenders();
const safar = "@safar/web";
const scripts = new Map([[safar, all[safar].source]]);
if (values.against) {
  all[values.against] = { ...all[safar], source: readFileSync(values.against, "utf8") };
  scripts.set(values.against, all[values.against].source);
}
// What the page itself and the loading of any script cost.
scripts.set("an empty script of its size", `/*${"-".repeat(all[safar].source.length - 4)}*/`);
const sink = await startSink();
const browser = await puppeteer.launch({
  executablePath: chromium.path,
  headless: true,
  args: CHROMIUM_ARGS,
});
console.log(
  `${rounds} rounds of ${events} events each, ${await browser.version()}, load ${loadavg()[0].toFixed(1)}`,
);
const runs = new Map(Object.keys(all).map((name) => [name, []]));
for (let round = 0; round <= rounds; round++) {
  for (const [name, contender] of Object.entries(all)) {
    const run = await measure(browser, sink, contender, events);
    // The first round warms the browser up.
    if (round > 0) runs.get(name).push(run);
  }
}
const tasks = new Map();
for (let round = 0; round <= rounds; round++) {
  for (const [build, source] of scripts) {
    for (const trackPages of ["none", "all"]) {
      const task = await longestTask(browser, sink, source, trackPages);
      const name = `${build}, trackPages ${trackPages}`;
      if (round > 0) tasks.set(name, [...(tasks.get(name) ?? []), task]);
    }
  }
}
await browser.close();
sink.close();

const at = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * share)];
const median = (numbers) => at(numbers, 0.5);
const digits = (number) => number.toLocaleString("en-GB", { maximumFractionDigits: number < 10 ? 1 : 0 });
const spread = (numbers) =>
  `${digits(median(numbers))} (${digits(Math.min(...numbers))} to ${digits(Math.max(...numbers))})`;
const of = (name, figure) => runs.get(name).map(figure);
const boot = (run) => run.boot;
const typical = (run) => median(run.calls) * 1000;

console.table(
  Object.fromEntries(
    Object.entries(all).map(([name, { source }]) => [
      name,
      {
        "script, brotli": `${digits(brotliCompressSync(source).length)} bytes`,
        "boot, ms": spread(of(name, boot)),
        "track() median, µs": spread(of(name, typical)),
        "track() p95, µs": spread(of(name, (run) => at(run.calls, 0.95) * 1000)),
        "main thread, ms": spread(of(name, (run) => run.mainThread)),
        "KiB sent": spread(of(name, (run) => run.bytes / 1024)),
        requests: spread(of(name, (run) => run.requests + run.preflights)),
      },
    ]),
  ),
);
console.log(`The longest task as a page begins, on a processor ${SLOWER} times slower:`);
console.table(
  Object.fromEntries(
    [...tasks].map(([name, each]) => [
      name,
      {
        "felt, ms": spread(each.map(({ felt }) => felt)),
        "own time, ms": spread(each.map(({ own }) => own)),
      },
    ]),
  ),
);
const verdict = (what, value, budget, unit) =>
  console.log(
    `${what} ${digits(value)} ${unit}; budget ${budget} ${unit}: ${value < budget ? "met" : "NOT met"}`,
  );
verdict("boot", median(of(safar, boot)), BOOT_BUDGET_MS, "ms");
verdict("track() median", median(of(safar, typical)), TRACK_BUDGET_US, "µs");
verdict(
  `longest task with trackPages "all", at ${SLOWER} times slower`,
  median(tasks.get(`${safar}, trackPages all`).map(({ own }) => own)),
  TASK_BUDGET_MS,
  "ms",
);
