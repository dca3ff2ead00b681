import { UNTRUSTED_CERTIFICATE } from "../../untrusted-certificate.js";
import { BrokerError, type BrokerErrorCode } from "../broker.js";

interface LibraryError {
  readonly name?: string;
  readonly message?: string;
  readonly type?: string;
  readonly code?: string;
  readonly cause?: unknown;
}

interface Explanation {
  readonly code: BrokerErrorCode;
  readonly says: (brokers: string, message: string) => string;
}

const unreachable: Explanation = {
  code: "unreachable",
  says: (brokers, message) =>
    `Kafka at ${brokers} does not answer: ${message}. Start it, or name the right brokers with SAFAR_KAFKA_BROKERS.`,
};
const refusedPassword: Explanation = {
  code: "authentication_failed",
  says: (brokers) =>
    `Kafka at ${brokers} refused the user name or the password. Check SAFAR_KAFKA_SASL, SAFAR_KAFKA_USER and SAFAR_KAFKA_PASSWORD.`,
};
const notAllowed: Explanation = {
  code: "not_authorized",
  says: (_brokers, message) =>
    `Kafka does not allow this user what it needs: ${message}. A collector writes and describes the topics, a loader reads the topics and its group and writes the dead letters.`,
};

const untrusted: Explanation = {
  code: "unreachable",
  says: (brokers) =>
    `Kafka at ${brokers} shows a certificate that is not trusted here. Name the certificates to trust with SAFAR_KAFKA_CA, and write the brokers' hosts as their certificates do.`,
};

/** By the protocol's error name, the library's error class, or Node's code of a connection error. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  SASL_AUTHENTICATION_FAILED: refusedPassword,
  KafkaJSSASLAuthenticationError: refusedPassword,
  UNSUPPORTED_SASL_MECHANISM: {
    code: "authentication_failed",
    says: (brokers) =>
      `Kafka at ${brokers} does not support this SASL mechanism. Set SAFAR_KAFKA_SASL to plain, scram-sha-256 or scram-sha-512, as its listener has it.`,
  },
  TOPIC_AUTHORIZATION_FAILED: notAllowed,
  GROUP_AUTHORIZATION_FAILED: notAllowed,
  CLUSTER_AUTHORIZATION_FAILED: notAllowed,
  UNKNOWN_TOPIC_OR_PARTITION: {
    code: "missing_topic",
    says: (_brokers, message) =>
      `A topic is missing: ${message}. Make it, or set SAFAR_KAFKA_CREATE_TOPICS=true.`,
  },
  NOT_ENOUGH_REPLICAS: {
    code: "too_few_replicas",
    says: () => "Too few replicas are in sync to keep a message safe. Start the brokers that are down.",
  },
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: {
    code: "too_few_replicas",
    says: () => "Too few replicas are in sync to keep a message safe. Start the brokers that are down.",
  },
  MESSAGE_TOO_LARGE: {
    code: "too_large",
    says: () => "The messages are larger than the topic accepts at once (its max.message.bytes).",
  },
  RECORD_LIST_TOO_LARGE: {
    code: "too_large",
    says: () => "The messages are larger than a segment of the topic (its segment.bytes).",
  },
  ...Object.fromEntries(UNTRUSTED_CERTIFICATE.map((code) => [code, untrusted])),
  KafkaJSConnectionError: unreachable,
  KafkaJSConnectionClosedError: unreachable,
  KafkaJSRequestTimeoutError: unreachable,
  KafkaJSNoBrokerAvailableError: unreachable,
  KafkaJSBrokerNotFound: unreachable,
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
};

/**
 * Converts an error of the library to a BrokerError. When the library gives up it wraps errors; the innermost one is
 * the cause.
 */
export function explainKafkaError(error: unknown, brokers: readonly string[]): BrokerError {
  if (error instanceof BrokerError) return error;
  const chain: LibraryError[] = [];
  for (
    let link = error as LibraryError | undefined;
    link && !chain.includes(link);
    link = link.cause as LibraryError
  ) {
    chain.push(link);
  }
  const message = (chain.at(-1)?.message ?? String(error)).replace(/\.$/, "");
  for (const { type, name, code } of chain.toReversed()) {
    const explanation = EXPLANATIONS[type ?? ""] ?? EXPLANATIONS[code ?? ""] ?? EXPLANATIONS[name ?? ""];
    if (explanation)
      return new BrokerError(explanation.code, explanation.says(brokers.join(","), message), {
        cause: error,
      });
  }
  return new BrokerError("failed", `Kafka answered with an error: ${message}.`, { cause: error });
}

/** Whether an error, or one that it wraps, has one of these protocol error names. */
export function isOfType(error: unknown, types: ReadonlySet<string>): boolean {
  for (let link = error as LibraryError | undefined; link; link = link.cause as LibraryError | undefined) {
    if (types.has(link.type ?? "")) return true;
  }
  return false;
}
