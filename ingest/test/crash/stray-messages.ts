import { Kafka, logLevel } from "kafkajs";

/** Writes messages into the topic of the events that Safar did not write and that hold no row. */
export async function writeStrayMessages(brokers: string, topic: string, count: number): Promise<void> {
  const producer = new Kafka({ brokers: [brokers], logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const messages = Array.from({ length: count }, (_, n) => ({ value: `not a row, ${n}` }));
  await producer.send({ topic, acks: -1, messages });
  await producer.disconnect();
}
