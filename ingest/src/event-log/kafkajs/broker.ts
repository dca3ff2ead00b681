import kafkajs, { type Admin, type Kafka, type Message, type Producer, type TopicMessages } from "kafkajs";
import type { Logger } from "pino";
import { type Broker, BrokerError, type LogMessage, TOPIC_KINDS } from "../broker.js";
import { kafkaClient } from "./client.js";
import { explainKafkaError } from "./explain.js";
import { partitionByKey } from "./partitioner.js";
import { openReader } from "./reader.js";
import { copiesToAcknowledge, type KafkaSettings } from "./settings.js";
import { metadataOf, prepareTopics } from "./topics.js";

/** Every replica in sync has a message before it is acknowledged. */
const ALL_REPLICAS = -1;

/** Kafka by the library kafkajs. Connections are made when they are needed. */
export function kafkaBroker(settings: KafkaSettings, logger: Logger): Broker {
  const kafka = kafkaClient(settings, logger);
  const explain = (error: unknown): never => {
    throw explainKafkaError(error, settings.brokers);
  };
  const producer = once(() => connectProducer(kafka));
  const admin = once(() => connectAdmin(kafka));

  return {
    async prepare() {
      await admin
        .get()
        .then((connected) => prepareTopics(connected, settings))
        .catch(explain);
    },
    async probe() {
      // A connection that broke off is not made again by the library's admin client.
      try {
        await checkWritable(await admin.get(), settings);
      } catch (error) {
        await admin.drop();
        explain(error);
      }
    },
    async send(messages) {
      try {
        await (await producer.get()).sendBatch({
          acks: ALL_REPLICAS,
          timeout: settings.requestMs,
          compression: kafkajs.CompressionTypes.GZIP,
          topicMessages: byTopic(messages, settings),
        });
      } catch (error) {
        explain(error);
      }
    },
    read(group, taker) {
      return openReader({ kafka, settings, group, taker, logger });
    },
    async close() {
      await Promise.all([producer.drop(), admin.drop()]);
    },
  };
}

interface Connected {
  disconnect(): Promise<void>;
}

/** Makes a connection at its first use, and another after it was dropped or could not be made. */
function once<Part extends Connected>(connect: () => Promise<Part>) {
  let part: Promise<Part> | undefined;
  const drop = async () => {
    const dropped = part;
    part = undefined;
    await dropped?.then((connected) => connected.disconnect()).catch(() => {});
  };
  return {
    get(): Promise<Part> {
      part ??= connect().catch((error) => {
        part = undefined;
        throw error;
      });
      return part;
    },
    drop,
  };
}

async function connectProducer(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    createPartitioner: partitionByKey,
    allowAutoTopicCreation: false,
    // Long enough for a partition to find its next leader; how long anybody waits is the caller's to decide.
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  await producer.connect();
  return producer;
}

async function connectAdmin(kafka: Kafka): Promise<Admin> {
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 100 } });
  await admin.connect();
  return admin;
}

function byTopic(messages: readonly LogMessage[], { topics }: KafkaSettings): TopicMessages[] {
  return TOPIC_KINDS.map((kind) => ({
    topic: topics[kind],
    messages: messages.filter((message) => message.kind === kind) as unknown as Message[],
  })).filter((topic) => topic.messages.length > 0);
}

async function checkWritable(admin: Admin, { topics, replication }: KafkaSettings): Promise<void> {
  for (const kind of TOPIC_KINDS) {
    const { name, partitions } = await metadataOf(admin, topics[kind]);
    for (const { partitionId, leader, isr } of partitions) {
      const needed = copiesToAcknowledge(replication);
      if (leader >= 0 && isr.length >= needed) continue;
      throw new BrokerError(
        "too_few_replicas",
        `Partition ${partitionId} of the topic ${name} has ${isr.length} of ${needed} replicas in sync that are needed to keep a message safe. Start the brokers that are down.`,
      );
    }
  }
}
