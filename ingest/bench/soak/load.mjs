// The senders of the soak, in a process of their own. Sends honest requests at a rate, and hostile ones between them,
// for a while; prints one JSON line. Latencies count from when a request was due, so that a stall shows, whosever it
// is: of the collector, or of the senders themselves, who tell how late their own event loop was.
import { connect } from "node:net";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { percentile } from "../percentile.mjs";
import { isWholeAnswer } from "../whole-answer.mjs";
import { honestRequest, hostileRequests } from "./requests.mjs";

const { port, writeKey, seconds, eventsPerSecond, connections, hostileShare, first } = JSON.parse(
  process.argv[2],
);

const loopDelay = monitorEventLoopDelay({ resolution: 5 });
const hostile = hostileRequests(writeKey);
const idle = [];
const due = [];
const latencies = [];
const failures = new Map();
let nextEvent = first;
let planned = 0;
let requests = 0;
let acknowledged = 0;
let hostileSent = 0;
let hostileServerErrors = 0;
let open = 0;
let connecting = 0;
let mostWaiting = 0;
let resent = 0;

const startedAt = performance.now();
const deadline = startedAt + seconds * 1000;
loopDelay.enable();
const unlimited = eventsPerSecond === null;
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const now = performance.now();
    if (now >= deadline) {
      clearInterval(timer);
      return resolve();
    }
    if (unlimited) {
      while (idle.length + connections - open > due.length) plan(now);
    } else {
      for (let at = nextDue(); at <= now; at = nextDue()) plan(at);
    }
  }, 2);
});
while (due.length > 0 || open > idle.length) await new Promise((resolve) => setTimeout(resolve, 10));
const elapsed = (performance.now() - startedAt) / 1000;
for (const { socket } of idle) socket.destroy();
latencies.sort((a, b) => a - b);
console.log(
  JSON.stringify({
    acknowledged,
    sent: planned,
    requests,
    next: nextEvent,
    elapsed,
    failures: Object.fromEntries(failures),
    hostileSent,
    hostileServerErrors,
    p50: percentile(latencies, 0.5),
    p95: percentile(latencies, 0.95),
    p99: percentile(latencies, 0.99),
    max: latencies.at(-1),
    mostWaiting,
    resent,
    loopDelayP99: loopDelay.percentile(99) / 1e6,
    loopDelayMax: loopDelay.max / 1e6,
  }),
);
process.exit(0);

/** When the next honest request is due. */
function nextDue() {
  return startedAt + (planned / eventsPerSecond) * 1000;
}

/** One more honest request, and now and then a hostile one. */
function plan(at) {
  const { events, bytes } = honestRequest(nextEvent, writeKey, Math.random());
  nextEvent += events;
  planned += events;
  requests += 1;
  due.push({ events, bytes, at });
  if (Math.random() < hostileShare / (1 - hostileShare)) attack();
  pump();
}

function pump() {
  while (due.length > 0 && idle.length > 0) {
    const connection = idle.pop();
    connection.waits = due.shift();
    connection.socket.write(connection.waits.bytes);
  }
  // Nobody connects before there is something to send.
  for (let wanted = due.length - connecting; wanted > 0 && open < connections; wanted--) openConnection();
  mostWaiting = Math.max(mostWaiting, due.length);
}

function openConnection() {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const connection = { socket, waits: undefined, answers: 0 };
  let received = "";
  let isConnected = false;
  open += 1;
  connecting += 1;
  socket.setEncoding("latin1");
  socket.on("connect", () => {
    isConnected = true;
    connecting -= 1;
    idle.push(connection);
    pump();
  });
  socket.on("data", (chunk) => {
    received += chunk;
    if (!isWholeAnswer(received)) return;
    // A connection that was idle for long may be told that it ends.
    if (connection.waits === undefined) return;
    const { events, at } = connection.waits;
    connection.waits = undefined;
    connection.answers += 1;
    latencies.push(performance.now() - at);
    if (received.startsWith("HTTP/1.1 200") && received.includes(`"accepted":${events},`))
      acknowledged += events;
    else fail(received.slice(9, 12));
    received = "";
    idle.push(connection);
    pump();
  });
  socket.on("error", () => {});
  socket.on("close", () => {
    open -= 1;
    if (!isConnected) connecting -= 1;
    const place = idle.indexOf(connection);
    if (place >= 0) idle.splice(place, 1);
    if (connection.waits) lost(connection, received);
    pump();
  });
}

/**
 * A connection closed under a request. On one that had served before, and with no word of an answer, every HTTP
 * client sends again: the other side had just ended it as idle (RFC 9110, section 9.2.2). Anything else is an error.
 */
function lost({ waits, answers }, received) {
  if (answers === 0 || received !== "" || waits.isAgain) return fail("connection closed");
  resent += 1;
  due.unshift({ ...waits, isAgain: true });
}

function fail(why) {
  failures.set(why, (failures.get(why) ?? 0) + 1);
}

/** Each attack has a connection of its own; some never end what they began. */
function attack() {
  const bytes = hostile[hostileSent++ % hostile.length];
  const socket = connect({ port, host: "127.0.0.1" });
  socket.setEncoding("latin1");
  socket.on("error", () => {});
  socket.once("data", (text) => {
    // A 503 says that the collector is full, which an attack may not bring about either.
    if (/^HTTP\/1\.1 5/.test(text)) hostileServerErrors += 1;
    socket.destroy();
  });
  socket.setTimeout(2_000, () => socket.destroy());
  socket.write(hostileSent % 7 === 0 ? bytes.subarray(0, bytes.length / 2) : bytes);
}
