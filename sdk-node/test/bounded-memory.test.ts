import { expect, it } from "vitest";
import { noDrops } from "../../sdk-web/src/core/index.js";
import { Safar } from "../src/index.js";
import { startSink } from "./sink.js";
import { idsOf, startTracking } from "./tracking.js";

const MiB = 1024 * 1024;

it("holds no more than it may while the collector is down, and counts the rest", async () => {
  const gone = await startSink();
  await gone.close();
  const safar = new Safar({ writeKey: "k", host: gone.host, maxQueueBytes: 8 * MiB });
  let full = 0;
  safar.on("drop", ({ reason }) => {
    if (reason === "queue_full") full++;
  });
  const before = process.memoryUsage.rss();
  for (let count = 0; count < 200_000; count++) {
    safar.track({ userId: "u1", event: "x", properties: { text: `${count} ${"x".repeat(1_000)}` } });
    if (count % 10_000 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(150 * MiB);
  const { queued, inFlight } = safar.stats;
  expect(safar.stats).toMatchObject({
    tracked: 200_000,
    sent: 0,
    dropped: { ...noDrops(), queue_full: full },
  });
  expect(queued + inFlight + full).toBe(200_000);
  expect(queued * 1_000).toBeLessThan(8 * MiB);
  expect(inFlight).toBe(400);
  const stats = await safar.close({ timeout: 0 });
  expect(stats.dropped).toEqual({ ...noDrops(), queue_full: full, closed: queued + inFlight });
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
