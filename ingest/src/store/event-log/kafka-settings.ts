import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { type Config, ConfigError } from "../../settings/config.js";
import type { KafkaSettings } from "./kafkajs/settings.js";

/** @throws {ConfigError} when settings are missing or contradict each other */
export function kafkaSettings(config: Config, role: string): KafkaSettings {
  if (config.SAFAR_KAFKA_BROKERS === "") {
    throw new ConfigError(
      "SAFAR_KAFKA_BROKERS is not set. Name Kafka's brokers as host:port, several with commas. (Without Kafka, `safar serve` does it all in one process.)",
    );
  }
  const hasLogin = config.SAFAR_KAFKA_SASL !== "";
  if (hasLogin !== (config.SAFAR_KAFKA_USER !== "")) {
    throw new ConfigError(
      "SAFAR_KAFKA_SASL and SAFAR_KAFKA_USER go together: set both to log in at Kafka, or neither.",
    );
  }
  if (config.SAFAR_KAFKA_CA !== "" && !config.SAFAR_KAFKA_TLS) {
    throw new ConfigError("SAFAR_KAFKA_CA is set and SAFAR_KAFKA_TLS is not. Set SAFAR_KAFKA_TLS=true.");
  }
  return {
    brokers: config.SAFAR_KAFKA_BROKERS.split(","),
    clientId: `safar-${role}-${hostname()}-${process.pid}`,
    tls: config.SAFAR_KAFKA_TLS ? certificates("SAFAR_KAFKA_CA", config.SAFAR_KAFKA_CA) : undefined,
    sasl: hasLogin
      ? {
          mechanism: config.SAFAR_KAFKA_SASL as "plain",
          username: config.SAFAR_KAFKA_USER,
          password: config.SAFAR_KAFKA_PASSWORD,
        }
      : undefined,
    topics: {
      events: `${config.SAFAR_KAFKA_TOPICS}.events`,
      deadLetters: `${config.SAFAR_KAFKA_TOPICS}.dead-letters`,
    },
    partitions: config.SAFAR_KAFKA_PARTITIONS,
    replication: config.SAFAR_KAFKA_REPLICATION,
    retentionHours: config.SAFAR_KAFKA_RETENTION_HOURS,
    createTopics: config.SAFAR_KAFKA_CREATE_TOPICS,
    requestMs: config.SAFAR_KAFKA_REQUEST_MS,
    sessionMs: config.SAFAR_KAFKA_SESSION_MS,
  };
}

/** @throws {ConfigError} when the setting's file is unreadable */
export function certificates(setting: string, path: string): { ca?: string } {
  if (path === "") return {};
  try {
    return { ca: readFileSync(path, "utf8") };
  } catch (error) {
    throw new ConfigError(`The file ${path} of ${setting} can't be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
