// Fills the topic of the events as a busy collector does: rows in its groups, each acknowledged by all replicas in
// sync, as many groups under way at once as it has. Prints one JSON line.
import { pino } from "pino";
import { kafkaBroker } from "../../dist/event-log/kafkajs/broker.js";
import { madeRows } from "./made-rows.mjs";

const { rows, group, inFlight, settings } = JSON.parse(process.argv[2]);
const broker = kafkaBroker(settings, pino({ level: "silent" }));
await broker.prepare();
const made = madeRows(rows);
let next = 0;
const startedAt = performance.now();
await Promise.all(
  Array.from({ length: inFlight }, async () => {
    while (next < made.length) {
      const from = next;
      next += group;
      await broker.send(made.slice(from, from + group));
    }
  }),
);
const rate = rows / ((performance.now() - startedAt) / 1000);
await broker.close();
console.log(JSON.stringify({ rate }));
