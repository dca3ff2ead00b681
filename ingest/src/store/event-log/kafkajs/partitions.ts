import type { ICustomPartitioner } from "kafkajs";
import { murmur2 } from "./murmur2.js";
import type { KafkaSettings } from "./settings.js";

/** Partition counts of the topics, and the partition of each row. */
export interface Partitions {
  /** Sets a topic's partition count. */
  are(topic: string, count: number): void;
  /** The partition by a hash of the key, as in every Kafka client; round robin without a key. */
  of(topic: string, key: string | null): number;
  /** For the library: uses each message's own partition, and learns the topic's partition count. */
  readonly partitioner: ICustomPartitioner;
}

/** Uses the partition count of new topics until a topic's real one is known. */
export function partitionsOf({ partitions }: Pick<KafkaSettings, "partitions">): Partitions {
  const counts = new Map<string, number>();
  let turn = 0;
  return {
    are: (topic, count) => void counts.set(topic, count),
    of(topic, key) {
      const count = counts.get(topic) ?? partitions;
      return (key === null ? turn++ : murmur2(Buffer.from(key)) & 0x7fffffff) % count;
    },
    partitioner:
      () =>
      ({ topic, partitionMetadata, message: { partition = 0 } }) => {
        // A topic may get more partitions at any time.
        counts.set(topic, partitionMetadata.length);
        return partition % partitionMetadata.length;
      },
  };
}
