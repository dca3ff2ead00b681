import { Kafka, logLevel } from "kafkajs";

/** How many messages of the topics the group has not committed yet. */
export async function uncommitted(
  brokers: string,
  group: string,
  topics: readonly string[],
): Promise<number> {
  const admin = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    let messages = 0;
    for (const topic of topics) {
      const ends = await admin.fetchTopicOffsets(topic);
      const [committed] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
      for (const { partition, high, low } of ends) {
        const place = committed?.partitions.find((one) => one.partition === partition)?.offset ?? "-1";
        messages += Number(high) - Math.max(Number(place), Number(low));
      }
    }
    return messages;
  } finally {
    await admin.disconnect();
  }
}
