// Fills the topic of the events as a busy collector does: rows in its groups, each acknowledged by all replicas in
// sync, as many groups under way at once as it has.
import { pino } from "pino";
import { kafkaBroker } from "../../dist/store/event-log/kafkajs/broker.js";
import { inGroups } from "./in-groups.mjs";
import { madeRows } from "./made-rows.mjs";

const { rows, group, inFlight, settings } = JSON.parse(process.argv[2]);
const broker = kafkaBroker(settings, pino({ level: "silent" }));
await broker.prepare();
await inGroups(madeRows(rows), { group, inFlight }, (some) => broker.send(some));
await broker.close();
