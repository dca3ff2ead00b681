import type { TopicKind } from "../broker.js";

/** Connection to the Kafka cluster, and names and requirements of its topics. */
export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** Names this process in the broker's logs and quotas. */
  readonly clientId: string;
  /** If set, use TLS, and trust the system's certificates or only these (PEM). */
  readonly tls?: { readonly ca?: string } | undefined;
  readonly sasl?:
    | {
        readonly mechanism: "plain" | "scram-sha-256" | "scram-sha-512";
        readonly username: string;
        readonly password: string;
      }
    | undefined;
  readonly topics: Readonly<Record<TopicKind, string>>;
  readonly partitions: number;
  /** Required replicas of every message. Topics with fewer are refused. */
  readonly replication: number;
  readonly retentionHours: number;
  /** False: missing topics are an error. */
  readonly createTopics: boolean;
  /** Request timeout, in milliseconds. */
  readonly requestMs: number;
  /** Session timeout, in milliseconds: a reader silent for longer loses its partitions. */
  readonly sessionMs: number;
}

/** Replicas that must have a message before it is acknowledged: the majority. */
export function copiesToAcknowledge(replication: number): number {
  return Math.floor(replication / 2) + 1;
}
