import type { TopicKind } from "../broker.js";

/** How the Kafka cluster is reached, and what its topics are called and should be. */
export interface KafkaSettings {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** Names this process in the broker's logs and quotas. */
  readonly clientId: string;
  /** Given: TLS, trusting the system's certificates, or these alone (PEM). */
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
  /** Copies of every message. Topics with fewer are refused. */
  readonly replication: number;
  readonly retentionHours: number;
  /** False: topics that are missing are an error. */
  readonly createTopics: boolean;
  /** How long a broker may take for one request, in milliseconds. */
  readonly requestMs: number;
  /** A reader that the broker has not heard for so long loses its partitions, in milliseconds. */
  readonly sessionMs: number;
}

/** How many copies must be written before a message is acknowledged: the greater half. */
export function copiesToAcknowledge(replication: number): number {
  return Math.floor(replication / 2) + 1;
}
