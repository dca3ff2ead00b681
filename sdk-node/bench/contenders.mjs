import { Analytics } from "@segment/analytics-node";
import { Safar } from "../dist/index.js";

/** Calls between two turns of the event loop, as a server makes some for each request. Both gain by it. */
const callsATurn = 100;
/** Fills the last batch of every contender too: none then waits for its flush interval to run out. */
const callsAStep = 300;

/**
 * The SDKs under comparison. `track` makes one call and returns a promise when the next should wait for it;
 * `settled` resolves when all events tracked so far are acknowledged.
 */
export const contenders = {
  "@safar/node, defaults (batches of 100)": (host) => safar(host),
  "@segment/analytics-node, defaults (batches of 15)": (host) => segment(host),
  "@segment/analytics-node, batches of 100": (host) => segment(host, { flushAt: 100 }),
};

/** Tracks for so many milliseconds as fast as it goes. Returns how many events that were, all acknowledged. */
export async function trackFor(milliseconds, contender, event) {
  const end = performance.now() + milliseconds;
  let count = 0;
  while (count % callsAStep !== 0 || performance.now() < end) {
    const room = contender.track(event(count++));
    if (room) await room;
    if (count % callsATurn === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await contender.settled();
  return count;
}

function safar(host) {
  const client = new Safar({ writeKey: "bench", host });
  client.on("error", failRun);
  client.on("drop", failRun);
  return {
    track: (call) => (client.track(call) ? undefined : client.drained()),
    settled: () => client.flush(),
    close: () => client.close(),
  };
}

function segment(host, options) {
  const client = new Analytics({ writeKey: "bench", host, ...options });
  client.on("error", failRun);
  let open = 0;
  let resolveSettled = () => {};
  const onAcknowledged = () => {
    if (--open === 0) resolveSettled();
  };
  return {
    track(call) {
      open++;
      client.track(call, onAcknowledged);
    },
    settled: () =>
      new Promise((resolve) => {
        resolveSettled = resolve;
        if (open === 0) resolve();
      }),
    close: () => client.closeAndFlush(),
  };
}

function failRun(problem) {
  console.error(problem);
  process.exit(1);
}
