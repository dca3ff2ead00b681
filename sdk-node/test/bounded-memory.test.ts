import { expect, it } from "vitest";
import { runScript } from "./run-script.js";
import { startSink } from "./sink.js";
import { idsOf, startTracking } from "./tracking.js";

it("holds no more than it may while the collector is down, and counts the rest", async () => {
  const gone = await startSink();
  await gone.close();
  const script = `
    let full = 0;
    safar.on("error", () => {});
    safar.on("drop", ({ reason }) => { if (reason === "queue_full") full++; });
    for (let n = 0; n < 300_000; n++) {
      safar.track({ userId: "u1", event: "x", properties: { text: n + "x".repeat(1_000) } });
      if (n % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const { tracked, queued, inFlight, sent, dropped } = safar.stats;
    const counts = [tracked, inFlight, sent, dropped.queue_full - full, tracked - queued - inFlight - full];
    if (counts.join() !== "300000,400,0,0,0") console.error("counts", counts);
    if (queued * 1_000 > 8 * 1024 * 1024 || queued < 5_000) console.error("queued", queued);
    const { dropped: { closed } } = await safar.close({ timeout: 0 });
    if (closed !== queued + inFlight) console.error("closed", closed);`;
  const options = "{ maxQueueBytes: 8 * 1024 * 1024 }";
  const heapOfMiB = 48;
  const ended = await runScript(gone.host, script, options, [`--max-old-space-size=${heapOfMiB}`]);
  expect(ended).toMatchObject({ code: 0, errors: "" });
});

it.each([
  ["refuse_new", ["e0", "e1", "e2", "e3"]],
  ["drop_oldest", ["e0", "e5", "e6", "e7"]],
] as const)("keeps what its policy says when it is full: %s", async (whenFull, kept) => {
  const { sink, safar, track, drops } = await startTracking({
    whenFull,
    flushAt: 1,
    maxInFlight: 1,
    maxQueueEvents: 3,
  });
  sink.reply((_, count) => (count === 1 ? { status: 503 } : "accept"));
  track("e0", "e1", "e2", "e3", "e4", "e5", "e6", "e7");
  await safar.flush();
  expect(idsOf(sink.taken)).toEqual(kept);
  expect(drops.map(({ reason }) => reason)).toEqual(Array(4).fill("queue_full"));
});

it("loses nothing in a loop that waits for room", async () => {
  const { sink, safar, drops } = await startTracking({ maxQueueEvents: 1_000 });
  let most = 0;
  for (let count = 0; count < 20_000; count++) {
    if (!safar.track({ userId: "u1", event: "x", messageId: `e${count}` })) await safar.drained();
    most = Math.max(most, safar.stats.queued);
  }
  await safar.flush();
  expect(drops).toEqual([]);
  expect(most).toBeLessThanOrEqual(500);
  expect(new Set(idsOf(sink.taken)).size).toBe(20_000);
  expect(sink.taken).toHaveLength(20_000);
});
