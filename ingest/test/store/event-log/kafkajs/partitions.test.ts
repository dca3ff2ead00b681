import { expect, it } from "vitest";
import { type Partitions, partitionsOf } from "../../../../src/store/event-log/kafkajs/partitions.js";

const KEYS = Array.from({ length: 200 }, (_, n) => `person ${n}`);
const used = (partitions: Partitions, topic: string) =>
  new Set(KEYS.map((key) => partitions.of(topic, key))).size;
const sent = (partitions: Partitions, topic: string, partition: number, count: number) =>
  partitions.partitioner()({
    topic,
    partitionMetadata: Array.from({ length: count }, (_, partitionId) => ({ partitionId })) as never,
    message: { partition, value: null },
  });

it("takes the number with which topics are made until it is told another", () => {
  const partitions = partitionsOf({ partitions: 3 });
  partitions.are("told", 7);
  expect([used(partitions, "told"), used(partitions, "other")]).toEqual([7, 3]);
});

it("puts rows without a key into each partition in turn", () => {
  const partitions = partitionsOf({ partitions: 3 });
  expect(Array.from({ length: 7 }, () => partitions.of("t", null))).toEqual([0, 1, 2, 0, 1, 2, 0]);
});

it("sends a message where it says, and learns from the library when a topic has more partitions or fewer", () => {
  const partitions = partitionsOf({ partitions: 3 });
  expect(sent(partitions, "t", 2, 5)).toBe(2);
  expect(used(partitions, "t")).toBe(5);
  expect(sent(partitions, "t", 4, 2)).toBe(0);
  expect(used(partitions, "t")).toBe(2);
});
