import type { ICustomPartitioner } from "kafkajs";
import { murmur2 } from "./murmur2.js";

/** A message's partition by its key, as every Kafka client finds it; messages without a key in turn. */
export const partitionByKey: ICustomPartitioner = () => {
  let turn = 0;
  return ({ partitionMetadata, message: { key } }) => {
    const partitions = partitionMetadata.length;
    if (key === null || key === undefined) return turn++ % partitions;
    return (murmur2(typeof key === "string" ? Buffer.from(key) : key) & 0x7fffffff) % partitions;
  };
};
