// One SDK in one process: warms it up, then tells its parent how many events it tracked in about so many
// milliseconds, and how long it took until all were acknowledged. Started by main.mjs.
import { contenders, trackFor } from "./contenders.mjs";
import { shopEvent } from "./shop-events.mjs";

const [name, host, milliseconds] = process.argv.slice(2);
const contender = contenders[name](host);
await trackFor(500, contender, shopEvent);
process.send("warm");
await new Promise((resolve) => process.once("message", resolve));

const started = performance.now();
const count = await trackFor(Number(milliseconds), contender, shopEvent);
const tookMs = performance.now() - started;
process.send({ count, tookMs, peakBytes: process.resourceUsage().maxRSS * 1024 });
await contender.close();
process.disconnect();
