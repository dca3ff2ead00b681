import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin } from "kafkajs";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Broker,
  BrokerError,
  type LogRecord,
  type TopicKind,
} from "../../../src/store/event-log/broker.js";
import { EventLogUnavailableError } from "../../../src/store/event-log/event-log.js";
import { type KafkaLogOptions, kafkaLog } from "../../../src/store/event-log/kafka.js";
import { kafkaBroker } from "../../../src/store/event-log/kafkajs/broker.js";
import type { KafkaSettings } from "../../../src/store/event-log/kafkajs/settings.js";
import { type OwnBroker, startOwnBroker } from "../../broker/own-broker.js";
import { describeWithBroker } from "../../broker/with-broker.js";
import { describeEventLog } from "../../contract/event-log.js";

const USER = { username: "safar", password: "open sesame" };
const OPTIONS: KafkaLogOptions = {
  columns: { events: ["text"], deadLetters: ["text"] },
  toDeadLetter: (row, reason) => JSON.stringify([`${row.length} characters: ${reason}`]),
};
const logger = pino({ level: "silent" });
const rowsOf = (records: readonly LogRecord[]) => records.flatMap(({ value }) => String(value).split("\n"));

await describeWithBroker(
  "kafkaLog",
  () => {
    let server: OwnBroker;
    let admin: Admin;
    const opened: Broker[] = [];
    beforeAll(async () => {
      server = await startOwnBroker({ sasl: USER, tls: true });
      admin = new kafkajs.Kafka({
        brokers: [server.brokers],
        ssl: { ca: [server.certificate!] },
        sasl: { mechanism: "plain", ...USER },
        logLevel: kafkajs.logLevel.NOTHING,
      }).admin();
      await admin.connect();
    });
    afterAll(async () => {
      for (const broker of opened) await broker.close();
      await admin?.disconnect();
      await server?.close();
    });

    const settingsOf = (more: Partial<KafkaSettings> = {}): KafkaSettings => {
      const name = randomUUID();
      return {
        brokers: [server.brokers],
        clientId: "test",
        tls: { ca: server.certificate! },
        sasl: { mechanism: "scram-sha-512", ...USER },
        topics: { events: `${name}.events`, deadLetters: `${name}.dead-letters` },
        partitions: 3,
        replication: 1,
        retentionHours: 1,
        createTopics: true,
        requestMs: 1_000,
        sessionMs: 6_000,
        ...more,
      };
    };
    const open = (settings: KafkaSettings) => {
      const broker = kafkaBroker(settings, logger);
      opened.push(broker);
      return broker;
    };
    const prepared = async (more: Partial<KafkaSettings> = {}) => {
      const settings = settingsOf(more);
      const broker = open(settings);
      await broker.prepare();
      return { broker, settings };
    };

    /** Where a topic ends; a broker that was frozen has to become its leader again first. */
    async function ends(topic: string): Promise<{ high: string }[]> {
      for (let tries = 0; ; tries++) {
        try {
          return await admin.fetchTopicOffsets(topic);
        } catch (error) {
          if (tries === 100) throw error;
          await sleep(100);
        }
      }
    }

    /** Reads everything that stands in the topics, as a group that nobody else is in. */
    async function readAll(settings: KafkaSettings) {
      const records: Record<TopicKind, (LogRecord & { partition: number })[]> = {
        events: [],
        deadLetters: [],
      };
      let wanted = 0;
      for (const kind of ["events", "deadLetters"] as const) {
        for (const { high } of await ends(settings.topics[kind])) wanted += Number(high);
      }
      const reader = open(settings).read(randomUUID(), {
        assigned: () => {
          records.events = [];
          records.deadLetters = [];
        },
        room: () => undefined,
        take: ({ kind, partition, records: taken }) => {
          for (const record of taken) records[kind].push({ ...record, partition });
        },
        expired: () => {},
      });
      await expect
        .poll(() => records.events.length + records.deadLetters.length, { timeout: 20_000 })
        .toBe(wanted);
      await reader.close();
      return records;
    }

    describeEventLog("kafkaLog", async () => {
      const { broker, settings } = await prepared();
      let refusing = false;
      const unwilling = async () => {
        if (refusing) throw new BrokerError("too_few_replicas", "Too few replicas are in sync.");
      };
      const watched: Pick<Broker, "send" | "probe"> = {
        send: async (messages) => {
          await unwilling();
          await broker.send(messages);
        },
        probe: async () => {
          await unwilling();
          await broker.probe();
        },
      };
      return {
        open: (options) => kafkaLog(watched, { ...OPTIONS, ...options }),
        stored: async () => {
          const { events, deadLetters } = await readAll(settings);
          return { events: rowsOf(events), deadLetters: rowsOf(deadLetters) };
        },
        setRefusing: (next) => {
          refusing = next;
        },
        close: async () => {},
      };
    });

    describe("kafkaLog", () => {
      it("keeps one person's events in one partition, in the order of the requests", async () => {
        const { broker, settings } = await prepared();
        const log = kafkaLog(broker, OPTIONS);
        for (let round = 0; round < 20; round++) {
          const people = Array.from({ length: 10 }, (_, i) => `shop/user/${i}`);
          await log.append({
            events: people.map((p) => JSON.stringify([p, round])),
            people,
            deadLetters: [],
          });
        }
        await log.close();
        const { events } = await readAll(settings);
        const seen = new Map<string, { partition: number; round: number }>();
        for (const record of events) {
          const { partition } = record;
          for (const row of rowsOf([record])) {
            const [person, round] = JSON.parse(row) as [string, number];
            const before = seen.get(person);
            expect([partition, round]).toEqual([before?.partition ?? partition, (before?.round ?? -1) + 1]);
            seen.set(person, { partition, round });
          }
        }
        expect(seen.size).toBe(10);
        expect(new Set([...seen.values()].map(({ partition }) => partition)).size).toBeGreaterThan(1);
      });

      it("sends what arrives together as one message a partition", async () => {
        const { broker, settings } = await prepared();
        const log = kafkaLog(broker, OPTIONS);
        const people = Array.from({ length: 300 }, (_, i) => `shop/user/${i}`);
        await log.append({ events: people.map((p) => JSON.stringify([p])), people, deadLetters: [] });
        await log.close();
        const { events } = await readAll(settings);
        expect(events.map(({ partition }) => partition).sort()).toEqual([0, 1, 2]);
        expect(rowsOf(events).sort()).toEqual(people.map((p) => JSON.stringify([p])).sort());
      });

      it("makes a dead letter of an event that the topic does not take, and sends all others", async () => {
        const { broker, settings } = await prepared();
        await admin.alterConfigs({
          validateOnly: false,
          resources: [
            {
              type: kafkajs.ConfigResourceTypes.TOPIC,
              name: settings.topics.events,
              configEntries: [{ name: "max.message.bytes", value: "20000" }],
            },
          ],
        });
        const log = kafkaLog(broker, OPTIONS);
        // Random text can't be compressed to less.
        const random = (chars: number) =>
          Array.from({ length: chars / 32 }, () => randomUUID().slice(0, 32)).join("");
        const rows = Array.from({ length: 40 }, (_, i) =>
          JSON.stringify([random(i === 17 ? 64_000 : 3_200)]),
        );
        await log.append({ events: rows, people: rows.map(() => "one"), deadLetters: [] });
        await log.close();
        const { events, deadLetters } = await readAll(settings);
        expect(rowsOf(events)).toEqual(rows.filter((_, i) => i !== 17));
        expect(rowsOf(deadLetters)).toEqual([expect.stringContaining("64004 characters")]);
      });

      it("answers in bounded time while the broker hangs, and goes on by itself when it is back", async () => {
        const { broker, settings } = await prepared();
        const log = kafkaLog(broker, { ...OPTIONS, deadlineMs: 1_000 });
        const append = (text: string) =>
          log.append({ events: [JSON.stringify([text])], people: ["p"], deadLetters: [] });
        /** On a machine with other work even a sound broker may miss the deadline once. */
        const stored = (text: string) =>
          expect.poll(() => append(text).then(() => "stored", String), { timeout: 30_000 }).toBe("stored");
        await stored("before");
        // Frozen until the end of the block: that these are refused at all is what bounds the time.
        server.freeze();
        try {
          await expect(append("during")).rejects.toThrow(EventLogUnavailableError);
          expect(log.unavailable()).toMatchObject({
            name: "EventLogUnavailableError",
            message: expect.stringContaining("Kafka has not acknowledged within 1 s"),
          });
          await expect(append("refused at once")).rejects.toThrow(EventLogUnavailableError);
        } finally {
          server.thaw();
        }
        await expect.poll(() => log.unavailable(), { timeout: 30_000 }).toBeUndefined();
        await stored("after");
        await log.close();
        const texts = rowsOf((await readAll(settings)).events).map((row) => JSON.parse(row)[0]);
        expect(texts).toEqual(expect.arrayContaining(["before", "after"]));
        expect(texts).not.toContain("refused at once");
      });
    });

    describe("prepare", () => {
      const refusal = async (more: Partial<KafkaSettings>) => {
        const error = await open(settingsOf(more))
          .prepare()
          .then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
        expect(error).toBeInstanceOf(BrokerError);
        return [(error as BrokerError).code, (error as BrokerError).message];
      };

      it("makes topics that keep what they are given", async () => {
        const { settings } = await prepared();
        const { resources } = await admin.describeConfigs({
          includeSynonyms: false,
          resources: [{ type: kafkajs.ConfigResourceTypes.TOPIC, name: settings.topics.events }],
        });
        const config = Object.fromEntries(
          resources[0]!.configEntries.map(({ configName, configValue }) => [configName, configValue]),
        );
        expect(config).toMatchObject({
          "cleanup.policy": "delete",
          "retention.ms": "3600000",
          "min.insync.replicas": "1",
          "max.message.bytes": String(8 * 1024 ** 2),
        });
        await open(settings).prepare();
      });

      it("refuses a cluster of too few brokers, a missing topic and a wrong password, and says what to do", async () => {
        expect(await refusal({ replication: 3 })).toEqual([
          "too_few_brokers",
          expect.stringContaining("Kafka has 1 broker, and 3 copies of every event are required."),
        ]);
        expect(await refusal({ createTopics: false })).toEqual([
          "missing_topic",
          expect.stringContaining("SAFAR_KAFKA_CREATE_TOPICS is false"),
        ]);
        for (const mechanism of ["plain", "scram-sha-256"] as const) {
          expect(await refusal({ sasl: { mechanism, username: "safar", password: "wrong" } })).toEqual([
            "authentication_failed",
            expect.stringContaining("Check SAFAR_KAFKA_SASL, SAFAR_KAFKA_USER and SAFAR_KAFKA_PASSWORD."),
          ]);
        }
        expect(await refusal({ tls: {} })).toEqual([
          "unreachable",
          expect.stringContaining("Name the certificates to trust with SAFAR_KAFKA_CA"),
        ]);
        expect(await refusal({ brokers: ["127.0.0.1:1"] })).toEqual([
          "unreachable",
          expect.stringContaining("Kafka at 127.0.0.1:1 does not answer"),
        ]);
      });

      it("refuses topics that would not keep every event", async () => {
        const { settings } = await prepared();
        const change = (name: string, value: string) =>
          admin.alterConfigs({
            validateOnly: false,
            resources: [
              {
                type: kafkajs.ConfigResourceTypes.TOPIC,
                name: settings.topics.events,
                configEntries: [{ name, value }],
              },
            ],
          });
        expect(await refusal({ ...settings, replication: 3 })).toEqual([
          "unfit_topic",
          expect.stringContaining("keeps 1 copy of a message, and 3 are required"),
        ]);
        await change("cleanup.policy", "compact");
        expect(await refusal(settings)).toEqual(["unfit_topic", expect.stringContaining("is compacted")]);
        await change("min.insync.replicas", "2");
        expect(await refusal(settings)).toEqual([
          "unfit_topic",
          expect.stringContaining("wants 2 copies in sync and has 1 replicas"),
        ]);
      });
    });
  },
  { own: true },
);
