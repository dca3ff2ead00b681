import kafkajs, { type Admin, type Producer, type ProducerBatch } from "kafkajs";
import type { Logger } from "pino";
import { type Broker, BrokerError, type BrokerErrorCode, TOPIC_KINDS } from "../broker.js";
import { kafkaClient } from "./client.js";
import { explainKafkaError } from "./explain.js";
import { packed } from "./packing.js";
import { type Partitions, partitionsOf } from "./partitions.js";
import { openReader } from "./reader.js";
import { type Client, renewable } from "./renewable.js";
import { copiesToAcknowledge, type KafkaSettings } from "./settings.js";
import { metadataOf, prepareTopics } from "./topics.js";

/** Kafka acknowledges a message after every replica in sync has it. */
const ALL_REPLICAS = -1;
/** Time limit of a send or query including retries, as a multiple of the request timeout. */
const REQUESTS_AT_MOST = 3;
/** The same for creating topics and waiting for their leaders. */
const REQUESTS_TO_PREPARE = 12;

/** Errors answered by Kafka itself: the client still works. After any other error it is replaced. */
const ANSWERS: ReadonlySet<BrokerErrorCode> = new Set([
  "missing_topic",
  "not_authorized",
  "too_few_brokers",
  "too_few_replicas",
  "too_large",
  "unfit_topic",
]);

/** The broker port on kafkajs. Connects on demand, and reconnects after failures. */
export function kafkaBroker(settings: KafkaSettings, logger: Logger): Broker {
  const limitMs = REQUESTS_AT_MOST * settings.requestMs;
  const explain = (error: unknown): never => {
    throw explainKafkaError(error, settings.brokers);
  };
  const isInDoubt = (error: unknown) => !ANSWERS.has(explainKafkaError(error, settings.brokers).code);
  const partitions = partitionsOf(settings);
  const producer = renewable(() => openProducer(settings, partitions, logger), isInDoubt);
  const admin = renewable(() => openAdmin(settings, logger), isInDoubt);

  return {
    async prepare() {
      const prepareLimitMs = REQUESTS_TO_PREPARE * settings.requestMs;
      const topics = await admin
        .use((connected) => prepareTopics(connected, settings), prepareLimitMs)
        .catch(explain);
      for (const { name, partitions: all } of topics) partitions.are(name, all.length);
    },
    async probe() {
      await admin.use((connected) => checkWritable(connected, settings), limitMs).catch(explain);
    },
    async send(rows) {
      const batch: ProducerBatch = {
        acks: ALL_REPLICAS,
        timeout: settings.requestMs,
        compression: kafkajs.CompressionTypes.GZIP,
        topicMessages: packed(rows, settings.topics, partitions.of),
      };
      await producer.use((connected) => connected.sendBatch(batch), limitMs).catch(explain);
    },
    read(group, taker) {
      return openReader({ settings, group, taker, logger, ask: (question) => admin.use(question, limitMs) });
    },
    async close() {
      await Promise.all([producer.close(), admin.close()]);
    },
  };
}

function openProducer(settings: KafkaSettings, partitions: Partitions, logger: Logger): Client<Producer> {
  const { kafka, watched, cut } = kafkaClient(settings, logger);
  const producer = kafka.producer({
    createPartitioner: partitions.partitioner,
    allowAutoTopicCreation: false,
    // Long enough for a partition to elect its next leader. Callers set their own timeouts.
    retry: { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 },
  });
  producer.on(producer.events.REQUEST_TIMEOUT, watched);
  return { part: producer, cut };
}

function openAdmin(settings: KafkaSettings, logger: Logger): Client<Admin> {
  const { kafka, watched, cut } = kafkaClient(settings, logger);
  const admin = kafka.admin({ retry: { retries: 2, initialRetryTime: 100 } });
  admin.on(admin.events.REQUEST_TIMEOUT, watched);
  return { part: admin, cut };
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
