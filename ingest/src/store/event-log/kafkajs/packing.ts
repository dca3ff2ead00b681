import type { Message, TopicMessages } from "kafkajs";
import { type LogRow, TOPIC_KINDS } from "../broker.js";
import type { KafkaSettings } from "./settings.js";

/** Rows of one message. */
interface Pack {
  readonly partition: number;
  readonly headers: LogRow["headers"];
  readonly rows: string[];
}

/**
 * Packs rows into as few messages as possible: one message per partition and headers, one row per line. Within a
 * partition rows keep their order.
 *
 * @param partitionOf returns the partition of a row by its topic and key
 */
export function packed(
  rows: readonly LogRow[],
  topics: KafkaSettings["topics"],
  partitionOf: (topic: string, key: string | null) => number,
): TopicMessages[] {
  return TOPIC_KINDS.map((kind) => {
    const topic = topics[kind];
    const packs: Pack[] = [];
    const last = new Map<number, Pack>();
    for (const { kind: own, key, row, headers } of rows) {
      if (own !== kind) continue;
      const partition = partitionOf(topic, key);
      let pack = last.get(partition);
      if (pack?.headers !== headers) {
        pack = { partition, headers, rows: [] };
        packs.push(pack);
        last.set(partition, pack);
      }
      pack.rows.push(row);
    }
    return { topic, messages: packs.map(messageOf) };
  }).filter(({ messages }) => messages.length > 0);
}

function messageOf({ partition, headers, rows }: Pack): Message {
  return { partition, headers, value: rows.join("\n") };
}
