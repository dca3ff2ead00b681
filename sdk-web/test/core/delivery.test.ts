import { expect, it } from "vitest";
import { createDelivery, createMemoryQueue, type SendResult } from "../../src/core/index.js";
import { accepted, createStubSender, down, queuedEvent } from "./stub-sender.js";
import { settled } from "./virtual-time.js";

function deliveryTo(answer: Parameters<typeof createStubSender>[0], maxInFlight = 2) {
  const queue = createMemoryQueue({ maxEvents: 5, maxBytes: 1e6, whenFull: "drop_oldest" });
  const sender = createStubSender(answer);
  const outcomes: [string, string][] = [];
  const delivery = createDelivery({
    queue,
    sender,
    maxBatchEvents: 3,
    maxBatchBytes: 100,
    maxInFlight,
    onSettled: (events, { kind }) => outcomes.push([events.map((event) => event.messageId).join(""), kind]),
  });
  const add = (ids: string, bytes?: number) => {
    for (const messageId of ids) queue.add(queuedEvent(messageId, bytes));
  };
  const batches = () => sender.sendings.map(({ ids }) => ids.join(""));
  return { queue, delivery, outcomes, add, batches };
}

it("sends full batches, and keeps what does not fill one", async () => {
  const { queue, delivery, add, batches, outcomes } = deliveryTo(() => accepted);
  add("ab");
  delivery.sendFull();
  expect(batches()).toEqual([]);
  add("c");
  delivery.sendFull();
  add("defgh");
  delivery.sendFull();
  await settled();
  expect(batches()).toEqual(["abc", "def"]);
  expect(outcomes).toEqual([
    ["abc", "sent"],
    ["def", "sent"],
  ]);
  expect([queue.length, delivery.inFlight]).toEqual([2, 0]);
});

it("takes a batch for full when its bytes are", async () => {
  const { delivery, add, batches } = deliveryTo(() => accepted);
  add("ab", 50);
  delivery.sendFull();
  await settled();
  expect(batches()).toEqual(["a"]);
});

it("sends no more batches at the same time than it may", async () => {
  const answers: ((result: SendResult) => void)[] = [];
  const { delivery, add, batches } = deliveryTo(() => new Promise((resolve) => answers.push(resolve)));
  for (const ids of ["abc", "def", "ghi", "jk"]) {
    add(ids);
    delivery.sendFull();
  }
  expect(batches()).toEqual(["abc", "def"]);
  expect(delivery.inFlight).toBe(6);
  answers[1]?.(accepted);
  await settled();
  expect(batches()).toEqual(["abc", "def", "ghi"]);
});

it("resolves sendAll when all that waited is settled, in whatever order, and nothing that came later", async () => {
  const answers: ((result: SendResult) => void)[] = [];
  const { delivery, add, batches } = deliveryTo(() => new Promise((resolve) => answers.push(resolve)));
  const done: string[] = [];
  add("abcd");
  delivery.sendAll().then(() => done.push("all"));
  expect(batches()).toEqual(["abc", "d"]);
  add("ef");
  answers[1]?.(accepted);
  await settled();
  expect(done).toEqual([]);
  answers[0]?.(accepted);
  await settled();
  expect(done).toEqual(["all"]);
  expect(batches()).toEqual(["abc", "d"]);
});

it("resolves sendAll at once when nothing waits", async () => {
  await deliveryTo(() => accepted).delivery.sendAll();
});

it("resolves sendAll also when what waited was pushed out by newer events", async () => {
  const answers: ((result: SendResult) => void)[] = [];
  const { queue, delivery, add, batches } = deliveryTo(
    () => new Promise((resolve) => answers.push(resolve)),
    1,
  );
  add("abcd");
  const all = delivery.sendAll();
  add("efghij");
  expect(queue.length).toBe(5);
  answers[0]?.(accepted);
  await all;
  expect(batches()).toEqual(["abc", "fgh"]);
});

it("splits a batch that is too large, down to the one event that is", async () => {
  const tooLarge: SendResult = { kind: "too_large", code: "http_413", message: "" };
  const { delivery, add, batches, outcomes } = deliveryTo((events) =>
    events.some(({ messageId }) => messageId === "b") ? tooLarge : accepted,
  );
  add("abc");
  await delivery.sendAll();
  expect(batches()).toEqual(["abc", "ab", "a", "b", "c"]);
  expect(outcomes).toEqual([
    ["a", "sent"],
    ["b", "too_large"],
    ["c", "sent"],
  ]);
});

it("tells what a closed sender leaves behind", async () => {
  const { delivery, add, outcomes } = deliveryTo(() => down);
  add("abcd");
  await delivery.sendAll();
  expect(outcomes).toEqual([
    ["abc", "undelivered"],
    ["d", "undelivered"],
  ]);
});
