import { expect, it } from "vitest";
import { createMemoryQueue } from "../../src/core/index.js";
import { testQueueContract } from "./queue-contract.js";
import { queuedEvent } from "./stub-sender.js";

for (const whenFull of ["refuse_new", "drop_oldest"] as const) {
  testQueueContract(`memory, ${whenFull}`, (limits) => createMemoryQueue({ ...limits, whenFull }));
}

const full = (whenFull: "refuse_new" | "drop_oldest") => {
  const queue = createMemoryQueue({ maxEvents: 3, maxBytes: 30, whenFull });
  for (const messageId of ["a", "b", "c"]) queue.add(queuedEvent(messageId));
  return queue;
};

it("refuses the new event when it is full, if told so", () => {
  const queue = full("refuse_new");
  expect(queue.add(queuedEvent("d")).map(({ messageId }) => messageId)).toEqual(["d"]);
  expect(queue.take(9, 999).map(({ messageId }) => messageId)).toEqual(["a", "b", "c"]);
});

it("drops as many of the oldest as the new event needs, if told so", () => {
  const queue = full("drop_oldest");
  expect(queue.add(queuedEvent("d", 15)).map(({ messageId }) => messageId)).toEqual(["a", "b"]);
  expect(queue.head).toBe(2);
  expect(queue.take(9, 999).map(({ messageId }) => messageId)).toEqual(["c", "d"]);
});

it("stays small inside while much passes through it", () => {
  const queue = createMemoryQueue({ maxEvents: 5_000, maxBytes: 1e6, whenFull: "refuse_new" });
  let taken = 0;
  for (let number = 0; number < 50_000; number++) {
    expect(queue.add(queuedEvent(`${number}`))).toEqual([]);
    if (queue.length === 4_000) {
      for (const { messageId } of queue.take(3_000, 1e6)) expect(messageId).toBe(`${taken++}`);
    }
  }
  expect(queue.head).toBe(taken);
});
