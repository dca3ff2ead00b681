import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs from "kafkajs";
import { pino } from "pino";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type Broker, BrokerError, type LogRow } from "../../../../src/store/event-log/broker.js";
import { kafkaBroker } from "../../../../src/store/event-log/kafkajs/broker.js";
import type { KafkaSettings } from "../../../../src/store/event-log/kafkajs/settings.js";
import { freePorts } from "../../../broker/free-ports.js";
import { type OwnBroker, startOwnBroker } from "../../../broker/own-broker.js";
import { describeWithBroker } from "../../../broker/with-broker.js";
import { startTcpProxy, type TcpProxy } from "../../../faults/tcp-proxy.js";

/** Far longer than any of these tests may take. */
const SESSION_MS = 300_000;
const GROUP = "recovery";
const AT_ONCE = 6;
const ROUNDS = 4;

await describeWithBroker(
  "a client of Kafka",
  () => {
    let proxy: TcpProxy;
    let server: OwnBroker;
    let broker: Broker;
    beforeAll(async () => {
      const [port = 0] = await freePorts(1);
      proxy = await startTcpProxy({ target: port });
      server = await startOwnBroker({ doors: [{ port, advertised: proxy.port }] });
    });
    afterAll(async () => {
      await server?.close();
      await proxy?.close();
    });
    const logger = pino({ level: "silent" });
    const settings = (partitions: number, requestMs: number): KafkaSettings => {
      const name = randomUUID();
      return {
        brokers: [server.brokers],
        clientId: "recovery",
        topics: { events: `${name}.events`, deadLetters: `${name}.dead-letters` },
        partitions,
        replication: 1,
        retentionHours: 1,
        createTopics: true,
        requestMs,
        sessionMs: SESSION_MS,
      };
    };
    beforeEach(async () => {
      broker = kafkaBroker(settings(1, 1_000), logger);
      // A Kafka that has just started may take longer than one request.
      await expect
        .poll(() => broker.prepare().then(() => "prepared", String), { timeout: 30_000 })
        .toBe("prepared");
      return () => broker.close();
    });
    const message = (row: string): LogRow => ({ kind: "events", key: "k", row, headers: {} });

    it("finds the topics that another one is just making, before these have leaders", async () => {
      for (let round = 0; round < ROUNDS; round++) {
        const shared = settings(12, 10_000);
        const brokers = Array.from({ length: AT_ONCE }, () => kafkaBroker(shared, logger));
        // Each asks at another moment of the topics' making.
        const prepared = brokers.map(async (one, place) => {
          await sleep(place * 15);
          await one.prepare();
        });
        expect(
          (await Promise.allSettled(prepared)).map((one) =>
            one.status === "rejected" ? String(one.reason) : one.status,
          ),
        ).toEqual(brokers.map(() => "fulfilled"));
        await Promise.all(brokers.map((one) => one.close()));
      }
    });

    it("sends again after its first connection was made while Kafka hung, and the greeting was not answered in time", async () => {
      proxy.set("freeze");
      proxy.cut();
      await expect(broker.send([message("during")])).rejects.toThrow(BrokerError);
      proxy.set("pass");
      await expect
        .poll(() => broker.send([message("after")]).then(() => "sent", String), { timeout: 10_000 })
        .toBe("sent");
    });

    it("reads on as the same member when Kafka was restarted, so that nobody waits for the old one's session", async () => {
      const taken: string[] = [];
      const reader = broker.read(GROUP, {
        assigned: () => {},
        room: () => undefined,
        take: ({ records }) => void taken.push(...records.map(({ value }) => String(value))),
        expired: () => {},
      });
      await broker.send([message("before")]);
      await expect.poll(() => taken, { timeout: 30_000 }).toContain("before");
      const before = await members(server.brokers);
      expect(before).toHaveLength(1);
      for (const signal of ["SIGTERM", "SIGKILL"] as const) {
        await server.end(signal);
        await server.start();
        await expect
          .poll(() => broker.send([message(signal)]).then(() => "sent", String), { timeout: 30_000 })
          .toBe("sent");
        await expect.poll(() => taken, { timeout: 30_000 }).toContain(signal);
        expect(await members(server.brokers)).toEqual(before);
      }
      await reader.close();
      expect(await members(server.brokers)).toEqual([]);
    });
  },
  { own: true },
);

async function members(brokers: string): Promise<string[]> {
  const admin = new kafkajs.Kafka({ brokers: [brokers], logLevel: kafkajs.logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const { groups } = await admin.describeGroups([GROUP]);
    return groups.flatMap((group) => group.members.map(({ memberId }) => memberId));
  } finally {
    await admin.disconnect();
  }
}
