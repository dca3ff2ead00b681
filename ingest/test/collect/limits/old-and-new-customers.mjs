// Sixty connections that send one large request after the other, and then forty that come anew at once. Prints how
// many requests of the first were answered until each of the others had an answer. A process of its own, as the
// collector's turns are what is looked at. Its arguments: the collector's address, and a write key.
import { once } from "node:events";
import { Agent, request } from "node:http";

const [address, writeKey] = process.argv.slice(2);
// Read whole, and then refused for its key: it is the collector's own thread that works, and waits for no disk.
const large = JSON.stringify({ batch: [], filler: Array(4_000).fill("0123456789") });
const small = JSON.stringify({ batch: [] });
const kept = new Agent({ keepAlive: true, maxSockets: 60 });
let oldAnswered = 0;
let newAnswered = 0;

for (let n = 0; n < 60; n++) void sendOnAndOn();
while (oldAnswered < 200) await new Promise((resolve) => setTimeout(resolve, 20));
const before = oldAnswered;
await Promise.all(Array.from({ length: 40 }, comeAnew));
console.log(JSON.stringify({ newAnswered, oldAnswered: oldAnswered - before }));
process.exit(0);

async function sendOnAndOn() {
  for (;;) {
    await post("wk_of_nobody", large, kept);
    oldAnswered += 1;
  }
}

async function comeAnew() {
  await post(writeKey, small, false);
  newAnswered += 1;
}

/** Posts a body, over a connection of its own when there is no agent; resolves when it is answered. */
async function post(key, body, agent) {
  const asked = request(`${address}/v1/batch`, {
    method: "POST",
    agent,
    headers: { authorization: `Bearer ${key}`, "content-length": body.length },
  });
  asked.end(body);
  const [answer] = await once(asked, "response");
  answer.resume();
  await once(answer, "end");
}
