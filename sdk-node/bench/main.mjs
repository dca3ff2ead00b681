// How many events a second go from track() to their acknowledgement, with @safar/node and with
// @segment/analytics-node, against one sink in a process of its own. Runs alternate, so that a change of
// the machine's load meets all of them.
//
//   node sdk-node/bench/main.mjs [--seconds 2] [--rounds 5]
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contenders } from "./contenders.mjs";

const [safar, segment, segment100] = Object.keys(contenders);
const targets = [
  { theirs: segment, atLeast: 10 },
  { theirs: segment100, atLeast: 5 },
];

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "2" }, rounds: { type: "string", default: "5" } },
});
const program = (file) => fileURLToPath(new URL(file, import.meta.url));

const sink = fork(program("sink.mjs"));
const [{ port }] = await once(sink, "message");
const ask = async (question) => {
  sink.send(question);
  return (await once(sink, "message"))[0];
};

async function runOne(name) {
  const args = [name, `http://127.0.0.1:${port}`, `${Number(values.seconds) * 1000}`];
  const child = fork(program("run-one.mjs"), args);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`${name} ended with code ${code} before it was done.`);
  });
  failed.catch(() => {});
  const heard = async () => (await Promise.race([once(child, "message"), failed]))[0];
  await heard();
  await ask("reset");
  child.send("start");
  const { count, tookMs, peakBytes } = await heard();
  const { requests, events, different } = await ask("counts");
  await once(child, "exit");
  const rate = (count / tookMs) * 1000;
  return { rate, peakBytes, batch: count / requests, lost: count - different, twice: events - different };
}

const whole = (number) => Math.round(number).toLocaleString("en-GB");
const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
const range = (numbers, text) => `${text(Math.min(...numbers))} to ${text(Math.max(...numbers))}`;
const sum = (numbers) => numbers.reduce((total, number) => total + number);
const load = () => `load ${loadavg()[0].toFixed(1)} on ${availableParallelism()} cores`;

console.log(`${values.rounds} rounds of ${values.seconds} s each, Node ${process.version}, ${load()}`);
const results = new Map(Object.keys(contenders).map((name) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, runs] of results) runs.push(await runOne(name));
  const rates = [...results.values()].map((runs) => whole(runs.at(-1).rate));
  console.log(`round ${round}: ${rates.join(", ")} events/s, ${load()}`);
}
sink.disconnect();

const of = (name, key) => results.get(name).map((run) => run[key]);
console.table(
  Object.fromEntries(
    [...results.keys()].map((name) => [
      name,
      {
        "events/s": whole(median(of(name, "rate"))),
        "min to max": range(of(name, "rate"), whole),
        "events a batch": whole(median(of(name, "batch"))),
        "peak MiB": whole(Math.max(...of(name, "peakBytes")) / 1024 / 1024),
        lost: sum(of(name, "lost")),
        twice: sum(of(name, "twice")),
      },
    ]),
  ),
);
for (const { theirs, atLeast } of targets) {
  const ratios = of(safar, "rate").map((rate, round) => rate / of(theirs, "rate")[round]);
  const spread = range(ratios, (ratio) => ratio.toFixed(1));
  const verdict = median(ratios) >= atLeast ? "reached" : "NOT reached";
  console.log(`${median(ratios).toFixed(1)} times (${spread}) ${theirs}; at least ${atLeast}: ${verdict}`);
}
