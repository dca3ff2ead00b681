// npm run bench:privacy: what it costs to look through every event for what must never be stored, beside all that
// the collector does with it before the disk. CPU time of one process, so that other work on the machine counts little.
import { randomUUID } from "node:crypto";
import { readBatch } from "../dist/collect/batch.js";
import { readBody } from "../dist/collect/body.js";
import { receive } from "../dist/collect/receive.js";
import { privacyOf } from "../dist/event/privacy/privacy.js";
import { readConfig } from "../dist/settings/config.js";
import { BROWSER, shopEvent } from "./shop-event.mjs";

const ROUNDS = 15;
const BATCHES = 1_000;
const bodies = Array.from({ length: BATCHES }, (_, batch) =>
  Buffer.from(
    JSON.stringify({ batch: Array.from({ length: 20 }, (_, n) => shopEvent(batch * 20 + n, randomUUID())) }),
  ),
);
const key = { source: { id: "shop", currency: "EUR", timeZone: "UTC" }, kind: "web" };
const log = { append: async () => {}, unavailable: () => undefined, close: async () => {} };
const careful = privacyOf(readConfig({ env: {} }));
const careless = { ...careful, protect: (value) => value };

async function microsecondsAnEvent(privacy) {
  const before = process.cpuUsage();
  for (const body of bodies) {
    const { value, stringify } = await readBody(body);
    await receive(
      readBatch(value),
      { key, stringify, receivedAt: Date.now(), sender: {}, browser: BROWSER },
      { log, privacy },
    );
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (BATCHES * 20);
}

const results = { careful: [], careless: [] };
for (let round = -2; round < ROUNDS; round++) {
  for (const [name, privacy] of Object.entries({ careless, careful })) {
    const took = await microsecondsAnEvent(privacy);
    if (round >= 0) results[name].push(took);
  }
}
const median = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
const [without, including] = [median(results.careless), median(results.careful)];
console.log(`read, validate and enrich an event: ${without.toFixed(2)} µs of CPU`);
console.log(
  `the same, looking for what is never stored: ${including.toFixed(2)} µs (ratio ${(including / without).toFixed(3)})`,
);
