import kafkajs from "kafkajs";
import { EVENT_COLUMNS } from "../../../src/event/enrich/event-row.js";

const TOPIC = "safar.events";

/** Message ids of every event that Kafka keeps. */
export async function messageIds(brokers: string): Promise<Set<string>> {
  const kafka = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const ends = await admin.fetchTopicOffsets(TOPIC);
  await admin.disconnect();
  const missing = new Map(
    ends.filter(({ high }) => high !== "0").map((one) => [one.partition, Number(one.high)]),
  );
  const ids = new Set<string>();
  const place = EVENT_COLUMNS.indexOf("message_id");
  const consumer = kafka.consumer({ groupId: `test-${process.pid}-${Math.random()}` });
  await consumer.connect();
  await consumer.subscribe({ topic: TOPIC, fromBeginning: true });
  await new Promise<void>((resolve, reject) => {
    if (missing.size === 0) return resolve();
    consumer
      .run({
        eachMessage: async ({ partition, message }) => {
          for (const line of String(message.value).split("\n")) ids.add(JSON.parse(line)[place]);
          if (Number(message.offset) + 1 >= (missing.get(partition) ?? 0)) missing.delete(partition);
          if (missing.size === 0) resolve();
        },
      })
      .catch(reject);
  });
  await consumer.disconnect();
  return ids;
}
