import type { ICustomPartitioner } from "kafkajs";
import { murmur2 } from "./murmur2.js";
import type { KafkaSettings } from "./settings.js";

/** How many partitions each topic has, and which of them a row belongs into. */
export interface Partitions {
  /** A topic has so many. */
  are(topic: string, count: number): void;
  /** By a hash of the key, as every Kafka client finds it; without a key in turn. */
  of(topic: string, key: string | null): number;
  /** For the library: a message goes where it says. What the library knows of the topic is noted. */
  readonly partitioner: ICustomPartitioner;
}

/** Until it is told how many a topic has, it takes the number with which topics are made. */
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
        // A topic may be given more while this runs.
        counts.set(topic, partitionMetadata.length);
        return partition % partitionMetadata.length;
      },
  };
}
