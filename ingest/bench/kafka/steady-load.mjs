// Sends events at an even rate for some minutes, and one probe a tenth of a second. Tells its parent, by
// messages, when each probe was sent. Prints one JSON line at the end.
import { randomUUID } from "node:crypto";
import { Agent, request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { BROWSER } from "../shop-event.mjs";
import { madeEvents } from "./made-rows.mjs";

const { port, writeKey, rate, batch, seconds, probeEveryMs } = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const headers = {
  authorization: `Basic ${Buffer.from(`${writeKey}:`).toString("base64")}`,
  "content-type": "application/json",
  "user-agent": BROWSER,
};
// Bodies are written once; of each event only the message id changes, which has a fixed length.
const bodies = Array.from({ length: 50 }, (_, n) => JSON.stringify({ batch: madeEvents(n * batch, batch) }));
const counts = { acknowledged: 0, failed: 0 };
const startedAt = performance.now();
const ends = startedAt + seconds * 1000;

await Promise.all([load(), probe()]);
agent.destroy();
console.log(JSON.stringify({ ...counts, elapsed: (performance.now() - startedAt) / 1000 }));

async function load() {
  const underWay = new Set();
  let sent = 0;
  while (performance.now() < ends) {
    const due = ((performance.now() - startedAt) / 1000) * rate;
    while (sent < due && underWay.size < 64) {
      const body = bodies[(sent / batch) % bodies.length].replaceAll(
        /"messageId":"[^"]+"/g,
        () => `"messageId":"${randomUUID()}"`,
      );
      sent += batch;
      const done = post(body).then((status) => {
        counts[status === 200 ? "acknowledged" : "failed"] += batch;
        underWay.delete(done);
      });
      underWay.add(done);
    }
    await sleep(5);
  }
  await Promise.all(underWay);
}

async function probe() {
  for (let n = 0; performance.now() < ends; n++) {
    const messageId = `probe-${n}`;
    const event = { type: "track", event: "Probe", userId: "probe", messageId };
    process.send({ messageId, sentAt: Date.now() });
    await post(JSON.stringify({ batch: [event] }));
    await sleep(Math.max(0, startedAt + (n + 1) * probeEveryMs - performance.now()));
  }
}

function post(body) {
  return new Promise((resolve) => {
    const sending = request(
      { host: "127.0.0.1", port, path: "/v1/batch", method: "POST", agent, headers },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode));
      },
    );
    sending.on("error", () => resolve(0));
    sending.end(body);
  });
}
