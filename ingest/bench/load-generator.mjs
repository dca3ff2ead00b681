// Sends prepared batches over keep-alive connections for a while and prints one JSON line of what came back.
// It speaks HTTP by hand: on two cores a comfortable client would take the time that is to be measured.
import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { percentile } from "./percentile.mjs";
import { BROWSER, shopEvent } from "./shop-event.mjs";
import { isWholeAnswer } from "./whole-answer.mjs";

const { port, writeKey, seconds, connections, batchSize, events } = JSON.parse(process.argv[2]);

const requests = prepare();
const latencies = [];
let next = 0;
let acknowledged = 0;
let failed = 0;
const startedAt = performance.now();
const deadline = startedAt + seconds * 1000;
await Promise.all(Array.from({ length: connections }, run));
const elapsed = (performance.now() - startedAt) / 1000;
latencies.sort((a, b) => a - b);
const cpu = process.cpuUsage();
console.log(
  JSON.stringify({
    acknowledged,
    failed,
    elapsed,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    bytesPerEvent: Math.round(requests[0].length / batchSize),
    ranOut: next >= requests.length,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  }),
);

function run() {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let received = "";
    let sentAt = 0;
    const send = () => {
      if (next >= requests.length || performance.now() >= deadline) return socket.end();
      sentAt = performance.now();
      socket.write(requests[next++]);
    };
    socket.setEncoding("latin1");
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (chunk) => {
      received += chunk;
      if (!isWholeAnswer(received)) return;
      latencies.push(performance.now() - sentAt);
      if (received.startsWith("HTTP/1.1 200") && received.includes(`"accepted":${batchSize}`))
        acknowledged += batchSize;
      else failed += batchSize;
      received = "";
      send();
    });
  });
}

function prepare() {
  const authorization = Buffer.from(`${writeKey}:`).toString("base64");
  return Array.from({ length: Math.ceil(events / batchSize) }, (_, batch) => {
    const body = JSON.stringify({
      batch: Array.from({ length: batchSize }, (_, place) =>
        shopEvent(batch * batchSize + place, timeOrderedId()),
      ),
      sentAt: new Date().toISOString(),
    });
    const head =
      "POST /v1/batch HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n" +
      `user-agent: ${BROWSER}\r\n` +
      `authorization: Basic ${authorization}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return Buffer.from(head + body);
  });
}

function timeOrderedId() {
  const time = Date.now().toString(16).padStart(12, "0");
  const chance = randomBytes(10).toString("hex");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${chance.slice(0, 3)}-8${chance.slice(3, 6)}-${chance.slice(6, 18)}`;
}
