import { MAX_BATCH_BYTES } from "@safar/schemas/limits";
import { expect, it } from "vitest";
import { batchBody, createMemoryQueue, halves, maxBatchPayloadBytes } from "../../src/core/index.js";
import { queuedEvent } from "./stub-sender.js";

const sentAt = Date.UTC(2024, 4, 1, 10, 0, 0, 7);

it("writes the events as they are, and the time of the sending", () => {
  expect(batchBody([queuedEvent("a"), queuedEvent("b")], sentAt)).toBe(
    '{"batch":["a","b"],"sentAt":"2024-05-01T10:00:00.007Z"}',
  );
});

it("fills a batch to the collector's limit, and never over it", () => {
  const queue = createMemoryQueue({ maxEvents: 1e6, maxBytes: 1e9, whenFull: "refuse_new" });
  const json = JSON.stringify("x".repeat(998));
  for (let count = 0; count < 1_000; count++) queue.add({ messageId: `${count}`, json, bytes: 1_000 });
  const body = batchBody(queue.take(2_500, maxBatchPayloadBytes), sentAt);
  expect(body.length).toBeLessThanOrEqual(MAX_BATCH_BYTES);
  expect(body.length).toBeGreaterThan(MAX_BATCH_BYTES - 1_100);
});

it("halves a batch without losing the odd one", () => {
  const events = ["a", "b", "c"].map((messageId) => queuedEvent(messageId));
  expect(halves(events)).toEqual([events.slice(0, 2), events.slice(2)]);
});
