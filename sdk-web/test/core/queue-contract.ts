import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EventQueue } from "../../src/core/index.js";
import { queuedEvent } from "./stub-sender.js";

export interface QueueLimits {
  readonly maxEvents: number;
  readonly maxBytes: number;
}

/** What every queue does, whatever it is made of and whatever gives way when it is full. */
export function testQueueContract(name: string, create: (limits: QueueLimits) => EventQueue): void {
  const ids = (events: readonly { readonly messageId: string }[]) => events.map((event) => event.messageId);
  const filled = (limits: QueueLimits, ...names: string[]) => {
    const queue = create(limits);
    for (const messageId of names) expect(queue.add(queuedEvent(messageId))).toEqual([]);
    return queue;
  };

  describe(`${name} as a queue`, () => {
    it("gives events back in the order they came", () => {
      const queue = filled({ maxEvents: 10, maxBytes: 1000 }, "a", "b", "c");
      expect(ids(queue.take(2, 1000))).toEqual(["a", "b"]);
      expect(ids(queue.take(2, 1000))).toEqual(["c"]);
      expect(queue.take(2, 1000)).toEqual([]);
    });

    it("takes no more bytes than asked for, commas included, but at least one event", () => {
      const queue = filled({ maxEvents: 10, maxBytes: 1000 }, "a", "b", "c");
      expect(ids(queue.take(9, 22))).toEqual(["a", "b"]);
      expect(ids(queue.take(9, 1))).toEqual(["c"]);
    });

    it("tells how much waits, how full it is and how many have left", () => {
      const queue = filled({ maxEvents: 10, maxBytes: 40 }, "a", "b");
      expect([queue.length, queue.bytes, queue.fill, queue.head]).toEqual([2, 20, 0.5, 0]);
      queue.take(1, 1000);
      expect([queue.length, queue.bytes, queue.fill, queue.head]).toEqual([1, 10, 0.25, 1]);
    });

    it("keeps none that is larger than itself, and none of the others goes for it", () => {
      const queue = filled({ maxEvents: 10, maxBytes: 40 }, "a", "b");
      expect(ids(queue.add(queuedEvent("huge", 41)))).toEqual(["huge"]);
      expect(ids(queue.take(9, 1000))).toEqual(["a", "b"]);
    });

    it("never holds more than its limits, and loses no event without telling", () => {
      const step = fc.oneof(
        fc.record({ add: fc.integer({ min: 1, max: 60 }) }),
        fc.record({ take: fc.integer({ min: 1, max: 8 }), bytes: fc.integer({ min: 1, max: 100 }) }),
      );
      fc.assert(
        fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
          const limits = { maxEvents: 12, maxBytes: 120 };
          const queue = create(limits);
          const added: string[] = [];
          const left: string[] = [];
          for (const [index, action] of steps.entries()) {
            if ("add" in action) {
              added.push(`${index}`);
              left.push(...ids(queue.add(queuedEvent(`${index}`, action.add))));
            } else {
              left.push(...ids(queue.take(action.take, action.bytes)));
            }
            expect(queue.length).toBeLessThanOrEqual(limits.maxEvents);
            expect(queue.bytes).toBeLessThanOrEqual(limits.maxBytes);
          }
          left.push(...ids(queue.take(1000, 10_000)));
          expect([queue.length, queue.bytes]).toEqual([0, 0]);
          expect(left.sort()).toEqual(added.sort());
        }),
      );
    });
  });
}
