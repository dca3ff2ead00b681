import fc from "fast-check";
import kafkajs from "kafkajs";
import { expect, it } from "vitest";
import { partitionsOf } from "../../../../src/store/event-log/kafkajs/partitions.js";

it("finds the partition that other Kafka clients find", () => {
  const theirs = kafkajs.Partitioners.DefaultPartitioner();
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 200 }), (key, partitions) => {
      const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
        partitionId,
        leader: 1,
      }));
      const message = { key: Buffer.from(key), value: null };
      const asked = { topic: "t", partitionMetadata, message } as never;
      expect(partitionsOf({ partitions }).of("t", key)).toBe(theirs(asked));
    }),
  );
});
