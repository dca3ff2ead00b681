import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin, type ITopicMetadata } from "kafkajs";
import { BrokerError, TOPIC_KINDS } from "../broker.js";
import { isOfType } from "./explain.js";
import { copiesToAcknowledge, type KafkaSettings } from "./settings.js";

/** Kafka's limit applies to a batch of messages; the default of 1 MiB is too small for a large request. */
const MAX_MESSAGE_BYTES = 8 * 1024 ** 2;
const HOUR_MS = 3_600_000;
/** Retries, because a topic just created by another process has no leaders for a moment. */
const ATTEMPTS = 25;
const PAUSE_MS = 200;
const UNSETTLED = new Set(["LEADER_NOT_AVAILABLE", "UNKNOWN_TOPIC_OR_PARTITION"]);

/**
 * Creates missing topics, and checks existing ones.
 *
 * @returns the topics' metadata
 * @throws {BrokerError} when a topic is missing and may not be created, or does not meet the settings
 */
export async function prepareTopics(admin: Admin, settings: KafkaSettings): Promise<ITopicMetadata[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await makeOrCheck(admin, settings);
    } catch (error) {
      if (attempt === ATTEMPTS || !isOfType(error, UNSETTLED)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

async function makeOrCheck(admin: Admin, settings: KafkaSettings): Promise<ITopicMetadata[]> {
  const wanted = TOPIC_KINDS.map((kind) => settings.topics[kind]);
  const present = new Set(await answered(admin.listTopics()));
  const missing = wanted.filter((topic) => !present.has(topic));
  if (missing.length > 0) await makeTopics(admin, missing, settings);
  const topics: ITopicMetadata[] = [];
  for (const name of wanted) {
    const topic = await metadataOf(admin, name);
    if (present.has(name)) checkTopic(topic, await configOf(admin, name), settings);
    topics.push(topic);
  }
  return topics;
}

async function makeTopics(admin: Admin, missing: readonly string[], settings: KafkaSettings): Promise<void> {
  const { partitions, replication, retentionHours, createTopics } = settings;
  if (!createTopics) {
    throw new BrokerError(
      "missing_topic",
      `The topic ${missing.join(" and the topic ")} is missing, and SAFAR_KAFKA_CREATE_TOPICS is false. Make it with cleanup.policy=delete, ${replication} replicas and min.insync.replicas=${copiesToAcknowledge(replication)}, or let Safar make it.`,
    );
  }
  const { brokers } = await admin.describeCluster();
  if (brokers.length < replication) {
    throw new BrokerError(
      "too_few_brokers",
      `Kafka has ${brokers.length} ${brokers.length === 1 ? "broker" : "brokers"}, and ${replication} copies of every event are required. Start more brokers, or set SAFAR_KAFKA_REPLICATION=${brokers.length}.`,
    );
  }
  await admin.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: partitions,
      replicationFactor: replication,
      configEntries: [
        { name: "cleanup.policy", value: "delete" },
        { name: "retention.ms", value: String(retentionHours * HOUR_MS) },
        { name: "min.insync.replicas", value: String(copiesToAcknowledge(replication)) },
        { name: "max.message.bytes", value: String(MAX_MESSAGE_BYTES) },
        { name: "compression.type", value: "producer" },
      ],
    })),
  });
}

/** Checks a topic's partitions and its settings; the settings are undefined when we may not read them. */
export function checkTopic(
  { name, partitions }: ITopicMetadata,
  config: ReadonlyMap<string, string> | undefined,
  { replication }: KafkaSettings,
): void {
  const refuse = (what: string): never => {
    throw new BrokerError("unfit_topic", `The topic ${name} ${what}`);
  };
  const copies = Math.min(...partitions.map(({ replicas }) => replicas.length));
  if (copies < replication) {
    refuse(
      `keeps ${copies} ${copies === 1 ? "copy" : "copies"} of a message, and ${replication} are required. Give it more replicas (kafka-reassign-partitions.sh), or set SAFAR_KAFKA_REPLICATION=${copies}.`,
    );
  }
  if (config === undefined) return;
  const needed = copiesToAcknowledge(replication);
  const acknowledged = Number(config.get("min.insync.replicas") ?? 1);
  if (acknowledged < needed) {
    refuse(
      `acknowledges a message that has ${acknowledged} of ${replication} copies. Set its min.insync.replicas=${needed} (kafka-configs.sh --alter).`,
    );
  }
  if (acknowledged > copies) {
    refuse(
      `wants ${acknowledged} copies in sync and has ${copies} replicas: it can't accept any message. Set its min.insync.replicas=${needed} (kafka-configs.sh --alter).`,
    );
  }
  if (config.get("cleanup.policy")?.includes("compact")) {
    refuse(
      "is compacted: of one person's events only the last would be kept. Set its cleanup.policy=delete (kafka-configs.sh --alter).",
    );
  }
}

export async function metadataOf(admin: Admin, topic: string): Promise<ITopicMetadata> {
  const { topics } = await answered(admin.fetchTopicMetadata({ topics: [topic] }));
  return topics[0]!;
}

/** The library discards an answer in which a topic has no leader, and then fails with an unrelated error. */
async function answered<Answer>(asked: Promise<Answer>): Promise<Answer> {
  return await asked.catch((error: unknown) => {
    if (!(error instanceof TypeError)) throw error;
    throw new BrokerError(
      "unreachable",
      "Kafka has no leader for a partition of a topic. Start the brokers that are down.",
      { cause: { type: "LEADER_NOT_AVAILABLE" } },
    );
  });
}

/** A user without permission to read topic settings may still write; then the settings are not checked. */
async function configOf(admin: Admin, name: string): Promise<ReadonlyMap<string, string> | undefined> {
  try {
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name }],
    });
    const entries = resources[0]?.configEntries ?? [];
    return new Map(entries.map(({ configName, configValue }) => [configName, configValue]));
  } catch (error) {
    if ((error as { type?: string }).type === "TOPIC_AUTHORIZATION_FAILED") return undefined;
    throw error;
  }
}
