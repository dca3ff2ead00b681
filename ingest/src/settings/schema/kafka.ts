import { Type } from "typebox";
import { oneOf } from "./one-of.js";

/** Kafka, the event log of the distributed mode. */
export const KAFKA = {
  SAFAR_KAFKA_BROKERS: Type.String({
    default: "",
    pattern: "^([^\\s,:]+:\\d+(,[^\\s,:]+:\\d+)*)?$",
    description: "Kafka brokers as host:port, separated by commas.",
  }),
  SAFAR_KAFKA_TOPICS: Type.String({
    default: "safar",
    pattern: "^[a-zA-Z0-9._-]{1,200}$",
    description: "Prefix of the topic names: safar.events and safar.dead-letters.",
  }),
  SAFAR_KAFKA_GROUP: Type.String({
    default: "safar-load",
    minLength: 1,
    description: "Consumer group of the loaders.",
  }),
  SAFAR_KAFKA_CREATE_TOPICS: Type.Boolean({
    default: true,
    description: "Create missing topics. If false, Safar refuses to start without them.",
  }),
  SAFAR_KAFKA_PARTITIONS: Type.Integer({
    default: 12,
    minimum: 1,
    maximum: 10_000,
    description: "Partitions of new topics: the maximum number of loaders that can share the work.",
  }),
  SAFAR_KAFKA_REPLICATION: Type.Integer({
    default: 3,
    minimum: 1,
    maximum: 100,
    description:
      "Replicas of every event in Kafka. More than half of them have it before it is acknowledged. 1 for a single broker.",
  }),
  SAFAR_KAFKA_RETENTION_HOURS: Type.Integer({
    default: 168,
    minimum: 1,
    maximum: 1_000_000,
    description: "Retention of new topics, in hours: how long ClickHouse may be unavailable without loss.",
  }),
  SAFAR_KAFKA_TLS: Type.Boolean({
    default: false,
    description: "Connect to Kafka over TLS.",
  }),
  SAFAR_KAFKA_CA: Type.String({
    default: "",
    description: "File of CA certificates (PEM) for Kafka. Empty: Node's.",
  }),
  SAFAR_KAFKA_SASL: oneOf(["", "plain", "scram-sha-256", "scram-sha-512"], {
    default: "",
    description: "SASL mechanism of Kafka: plain, scram-sha-256 or scram-sha-512. Empty: none.",
  }),
  SAFAR_KAFKA_USER: Type.String({ default: "", description: "Kafka user name." }),
  SAFAR_KAFKA_PASSWORD: Type.String({ default: "", description: "Kafka password." }),
  SAFAR_KAFKA_REQUEST_MS: Type.Integer({
    default: 5_000,
    minimum: 100,
    maximum: 60_000,
    description: "Time limit for one request to a Kafka broker, in milliseconds; then it is retried.",
  }),
  SAFAR_KAFKA_SESSION_MS: Type.Integer({
    default: 10_000,
    minimum: 1_000,
    maximum: 300_000,
    description: "Session timeout of a loader, in milliseconds; then its partitions go to the other loaders.",
  }),
  SAFAR_APPEND_MS: Type.Integer({
    default: 10_000,
    minimum: 100,
    maximum: 60_000,
    description:
      "Time limit for Kafka's acknowledgement of a request, in milliseconds; then the answer is 503.",
  }),
};

/** What those with a pattern must be, in words. */
export const KAFKA_FORMS = {
  SAFAR_KAFKA_BROKERS: "host:port, several with commas and without blanks, such as kafka-1:9092,kafka-2:9092",
  SAFAR_KAFKA_TOPICS: "1 to 200 letters, digits, dots, - and _",
};
