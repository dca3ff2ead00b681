import { describe } from "vitest";
import { NoKafkaError } from "./java.js";
import { kafkaClassPath } from "./kafka-jars.js";
import { startOwnBroker } from "./own-broker.js";

/** A Kafka to write to and read from; topics of one test carry names that no other test uses. */
export interface Broker {
  /** As in SAFAR_KAFKA_BROKERS: `host:port`, several with commas. */
  readonly brokers: string;
  close(): Promise<void>;
}

/** The Kafka that KAFKA_BROKERS names, else one of the test's own. */
export async function openBroker(): Promise<Broker> {
  const brokers = process.env.KAFKA_BROKERS;
  return brokers ? { brokers, close: async () => {} } : await startOwnBroker();
}

/**
 * A suite that needs Kafka. Where there is none and none can be started, the suite is reported as not run,
 * with a sentence that says what to install; with CI=true that is a failure.
 *
 * @param own the suite does things to the broker that only its own may suffer; KAFKA_BROKERS is no help then
 */
export async function describeWithBroker(
  name: string,
  suite: () => void,
  { own = false }: { own?: boolean } = {},
): Promise<void> {
  const missing = await whyNotRun(own);
  if (missing === undefined) {
    describe(name, suite);
    return;
  }
  const sentence = `NOT RUN: ${name}. ${missing}`;
  if (process.env.CI === "true") throw new Error(sentence);
  console.warn(sentence);
  describe.skip(`${name} (NOT RUN: ${missing})`, suite);
}

async function whyNotRun(own: boolean): Promise<string | undefined> {
  if (process.env.KAFKA_BROKERS && !own) return undefined;
  try {
    await kafkaClassPath();
    return undefined;
  } catch (error) {
    if (error instanceof NoKafkaError) return error.message;
    throw error;
  }
}
