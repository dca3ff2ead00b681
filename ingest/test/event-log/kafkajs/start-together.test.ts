import { pino } from "pino";
import { expect, it } from "vitest";
import { kafkaBroker } from "../../../src/event-log/kafkajs/broker.js";
import type { KafkaSettings } from "../../../src/event-log/kafkajs/settings.js";
import { describeWithBroker, openBroker } from "../../broker/with-broker.js";

const AT_ONCE = 6;
const ROUNDS = 5;

function settings(brokers: string, name: string): KafkaSettings {
  return {
    brokers: brokers.split(","),
    clientId: "start-together",
    topics: { events: `${name}.events`, deadLetters: `${name}.dead-letters` },
    partitions: 12,
    replication: 1,
    retentionHours: 1,
    createTopics: true,
    requestMs: 5_000,
    sessionMs: 20_000,
  };
}

await describeWithBroker("collectors and loaders that start together", () => {
  it("all find the topics that one of them is just making, before these have leaders", async () => {
    const opened = await openBroker();
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const own = settings(opened.brokers, `together-${process.pid}-${round}`);
        const brokers = Array.from({ length: AT_ONCE }, () => kafkaBroker(own, pino({ level: "silent" })));
        // Each asks at another moment of the topics' making.
        const prepared = brokers.map(async (broker, place) => {
          await new Promise((resolve) => setTimeout(resolve, place * 15));
          await broker.prepare();
        });
        expect(
          (await Promise.allSettled(prepared)).map((one) =>
            one.status === "rejected" ? String(one.reason) : one.status,
          ),
        ).toEqual(brokers.map(() => "fulfilled"));
        await Promise.all(brokers.map((broker) => broker.close()));
      }
    } finally {
      await opened.close();
    }
  });
});
