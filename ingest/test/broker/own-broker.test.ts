import { randomUUID } from "node:crypto";
import { Kafka, type KafkaConfig, logLevel } from "kafkajs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type OwnBroker, startOwnBroker } from "./own-broker.js";
import { describeWithBroker } from "./with-broker.js";

const USER = { username: "safar", password: "open sesame" };

await describeWithBroker(
  "the broker that tests start",
  () => {
    let broker: OwnBroker;
    beforeAll(async () => {
      broker = await startOwnBroker({ sasl: USER, tls: true });
    });
    afterAll(() => broker?.close());

    const client = (
      password: string,
      mechanism: "plain" | "scram-sha-512",
      more: Partial<KafkaConfig> = {},
    ) =>
      new Kafka({
        brokers: [broker.brokers],
        ssl: { ca: [broker.certificate!] },
        sasl: { mechanism, username: USER.username, password } as never,
        logLevel: logLevel.NOTHING,
        retry: { retries: 0 },
        requestTimeout: 1_000,
        authenticationTimeout: 1_000,
        ...more,
      });

    it("lets nobody in with a wrong password", async () => {
      for (const mechanism of ["plain", "scram-sha-512"] as const) {
        await expect(client("wrong", mechanism).admin().connect()).rejects.toThrow(/uthentication failed/);
      }
    });

    it("keeps what it acknowledged through a kill, and answers again after a freeze", async () => {
      const topic = `kept-${randomUUID()}`;
      const admin = client(USER.password, "plain").admin();
      await admin.connect();
      await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: 1 }] });
      await admin.disconnect();
      const producer = client(USER.password, "scram-sha-512").producer();
      await producer.connect();
      await producer.send({ topic, acks: -1, messages: [{ value: "before" }] });
      await producer.disconnect();

      const before = broker.pid;
      await broker.end("SIGKILL");
      await broker.start();
      expect(broker.pid).not.toBe(before);

      broker.freeze();
      await expect(client(USER.password, "plain").admin().connect()).rejects.toThrow(/timeout|timed out/i);
      broker.thaw();
      const reader = client(USER.password, "plain", {
        requestTimeout: 10_000,
        authenticationTimeout: 10_000,
      }).admin();
      await reader.connect();
      expect(await reader.fetchTopicOffsets(topic)).toMatchObject([{ partition: 0, high: "1" }]);
      await reader.disconnect();
    });
  },
  { own: true },
);
