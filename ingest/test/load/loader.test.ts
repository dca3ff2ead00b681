import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import kafkajs, { type Admin } from "kafkajs";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type Loader, type LoaderOptions, startLoader } from "../../src/load/loader.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import type { Broker, LogRow } from "../../src/store/event-log/broker.js";
import { kafkaBroker } from "../../src/store/event-log/kafkajs/broker.js";
import type { KafkaSettings } from "../../src/store/event-log/kafkajs/settings.js";
import { messageHeaders } from "../../src/store/event-log/log-message.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { type RowText, WarehouseError } from "../../src/store/warehouse/warehouse.js";
import { type Broker as BrokerOfTest, describeWithBroker, openBroker } from "../broker/with-broker.js";

const COLUMNS = [
  "source_id",
  "kind",
  "message_id",
  "type",
  "timestamp",
  "received_at",
  "user_id",
  "properties",
];

await describeWithBroker("the loader", () => {
  let server: BrokerOfTest;
  let folder: string;
  let warehouse: Warehouse;
  let admin: Admin;
  let settings: KafkaSettings;
  let broker: Broker;
  const open: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    server = await openBroker();
    folder = await mkdtemp(join(tmpdir(), "safar-loader-"));
    warehouse = await openFolderWarehouse(folder);
    await migrate(warehouse);
    admin = new kafkajs.Kafka({
      brokers: server.brokers.split(","),
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin();
    await admin.connect();
  });
  afterAll(async () => {
    await admin?.disconnect();
    await warehouse?.close();
    await rm(folder, { recursive: true });
    await server?.close();
  });
  beforeEach(async () => {
    const name = randomUUID();
    settings = {
      brokers: server.brokers.split(","),
      clientId: "test",
      topics: { events: `${name}.events`, deadLetters: `${name}.dead-letters` },
      partitions: 6,
      replication: 1,
      retentionHours: 1,
      createTopics: true,
      requestMs: 5_000,
      sessionMs: 6_000,
    };
    broker = newBroker();
    await broker.prepare();
    for (const table of ["event_rows", "dead_letters"]) await warehouse.command(`TRUNCATE TABLE ${table}`);
  });
  afterEach(async () => {
    for (const part of open.splice(0).reverse()) await part.close();
  });

  const newBroker = () => {
    const made = kafkaBroker(settings, pino({ level: process.env.TEST_LOG ?? "silent" }));
    open.push(made);
    return made;
  };
  type Insert = (table: string, rows: readonly RowText[]) => Promise<void> | void;
  const start = (options: Partial<LoaderOptions> = {}, beforeInsert: Insert = () => {}): Loader => {
    const loader = startLoader(
      {
        broker: newBroker(),
        warehouse: {
          insert: async (table, columns, rows) => {
            await beforeInsert(table, rows);
            await warehouse.insert(table, columns, rows);
          },
        },
        logger: pino({ level: process.env.TEST_LOG ?? "silent" }),
        onFatal: (error) => {
          throw error;
        },
      },
      { group: "load", maxRows: 500, maxChars: 1_000_000, maxWaitMs: 50, ...options },
    );
    open.push(loader);
    return loader;
  };
  const rowOf = (id: string, user = "u", more: Record<number, unknown> = {}) =>
    JSON.stringify(
      Object.assign(
        ["shop", "commerce", id, "track", 1_700_000_000_000, 1_700_000_000_000, user, "{}"],
        more,
      ),
    );
  const headers = messageHeaders(COLUMNS);
  const event = (id: string, user?: string, more?: Record<number, unknown>): LogRow => ({
    kind: "events",
    key: user ?? id,
    row: rowOf(id, user, more),
    headers,
  });
  const ids = async () =>
    (await warehouse.query<{ id: string }>("SELECT message_id AS id FROM event_rows FINAL ORDER BY id")).map(
      ({ id }) => id,
    );
  const letters = () =>
    warehouse.query<{ code: string; message_id: string; message: string; body: string }>(
      "SELECT code, message_id, message, body FROM dead_letters FINAL ORDER BY body",
    );
  const committed = async () => {
    const [topic] = await admin.fetchOffsets({ groupId: "load", topics: [settings.topics.events] });
    return topic!.partitions.reduce((sum, { offset }) => sum + Math.max(0, Number(offset)), 0);
  };

  /** True when everything that stands in the log was stored; a message that was sent twice stands there twice. */
  const allCommitted = async () => {
    const ends = await admin.fetchTopicOffsets(settings.topics.events);
    return (await committed()) === ends.reduce((sum, { high }) => sum + Number(high), 0);
  };

  it("stores what stands in the log in few inserts, commits it, and begins there again", async () => {
    const all = Array.from({ length: 2_000 }, (_, i) => `m${String(i).padStart(4, "0")}`);
    await broker.send(all.map((id) => event(id)));
    const inserts: number[] = [];
    const loader = start({}, (_table, rows) => void inserts.push(rows.length));
    await expect.poll(allCommitted, { timeout: 20_000 }).toBe(true);
    expect(await ids()).toEqual(all);
    // at most six batches, of two inserts each
    expect(inserts.length).toBeLessThanOrEqual(12);
    expect(loader.lag()).toEqual({ events: 0, deadLetters: 0 });
    expect(loader.unavailable()).toBeUndefined();
    await loader.close();

    await broker.send([event("later")]);
    const again: number[] = [];
    start({}, (_table, rows) => void again.push(rows.length));
    await expect.poll(allCommitted, { timeout: 20_000 }).toBe(true);
    expect(again).toEqual([1]);
  });

  it("keeps what can't be a row as a dead letter with its reason, and stores the rest", async () => {
    const send = (row: string, own: Record<string, string>): LogRow => ({
      kind: "events",
      key: "k",
      row,
      headers: own,
    });
    await broker.send([
      event("refused", "u", { 4: "no time" }),
      send("hello", {}),
      event("good 1", "k"),
      send('{"an":"object"}', headers),
      send('{"another":"object"}', { ...headers }),
      send(rowOf("x"), { ...headers, columns: "a) VALUES (1); DROP TABLE event_rows --" }),
      { ...send("no dead letter", {}), kind: "deadLetters" },
      { ...send('["too few"]', messageHeaders(["code", "received_at"])), kind: "deadLetters" },
      event("good 2"),
    ]);
    start();
    await expect.poll(async () => (await letters()).length, { timeout: 20_000 }).toBe(7);
    expect(await ids()).toEqual(["good 1", "good 2"]);
    const kept = await letters();
    const about = (body: string) => kept.find((letter) => letter.body.includes(body));
    expect(about('"no time"')).toMatchObject({
      code: "storage_refused",
      message_id: "refused",
      message: expect.stringContaining("Cannot read DateTime"),
    });
    expect(about("hello")).toMatchObject({
      code: "unreadable_message",
      message_id: expect.stringMatching(/^events\/\d+\/\d+$/),
      message: expect.stringContaining("It has no Safar headers."),
    });
    // It stands among rows in its message.
    expect(about("object")?.message_id).toMatch(/^events\/\d+\/\d+\/\d+$/);
    for (const [body, reason] of [
      ["object", "It is not a JSON array."],
      ["another", "It is not a JSON array."],
      ['"x"', "Its column names are invalid."],
      ["no dead letter", "It has no Safar headers."],
    ] as const)
      expect(about(body)?.message).toContain(reason);
    expect(about("too few")?.code).toBe("storage_refused");
  });

  it("loads what an earlier release wrote, with fewer columns and in another order", async () => {
    const fewer = messageHeaders(["message_id", "source_id", "received_at"]);
    const row = JSON.stringify(["old", "shop", 1_700_000_000_000]);
    await broker.send([{ kind: "events", key: "k", row, headers: fewer }, event("new")]);
    start();
    await expect.poll(ids, { timeout: 20_000 }).toEqual(["new", "old"]);
  });

  it("waits while the warehouse is away, commits nothing, and goes on", async () => {
    let away = true;
    let attempts = 0;
    await broker.send([event("a"), event("b")]);
    const loader = start({}, () => {
      attempts += 1;
      if (away) throw new WarehouseError("Nothing listens there.", "ECONNREFUSED", true);
    });
    await expect.poll(() => attempts, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(loader.unavailable()).toBe("Nothing listens there.");
    expect(await committed()).toBe(0);
    away = false;
    await expect.poll(allCommitted, { timeout: 20_000 }).toBe(true);
    expect(await ids()).toEqual(["a", "b"]);
    expect(loader.unavailable()).toBeUndefined();
  });

  it("makes no dead letters of a warehouse that refuses the user", async () => {
    let refused = 0;
    await broker.send([event("a"), event("b")]);
    start({}, () => {
      refused += 1;
      if (refused < 3) throw new WarehouseError("Wrong password.", "AUTHENTICATION_FAILED", false);
    });
    await expect.poll(ids, { timeout: 20_000 }).toEqual(["a", "b"]);
    expect(await letters()).toEqual([]);
  });

  it("stores what it has read before it leaves", async () => {
    const loader = start({ maxWaitMs: 60_000 });
    await expect.poll(() => loader.unavailable(), { timeout: 20_000 }).toBeUndefined();
    await broker.send([event("read")]);
    await expect.poll(() => loader.lag().events, { timeout: 20_000 }).toBe(1);
    expect(await ids()).toEqual([]);
    await loader.close();
    expect([await ids(), await committed()]).toEqual([["read"], 1]);
  });

  it("tells of messages that were deleted before they were read, and goes on behind them", async () => {
    await broker.send([event("first")]);
    const loader = start();
    await expect.poll(allCommitted, { timeout: 20_000 }).toBe(true);
    await loader.close();
    const lost = Array.from({ length: 50 }, (_, i) => event(`lost ${i}`));
    for (const one of lost) await broker.send([one]);
    const ends = await admin.fetchTopicOffsets(settings.topics.events);
    await admin.deleteTopicRecords({
      topic: settings.topics.events,
      partitions: ends.map(({ partition, high }) => ({ partition, offset: high })),
    });
    let expired = 0;
    const watched = newBroker();
    open.push(
      startLoader(
        {
          broker: watched,
          warehouse,
          logger: pino({ level: process.env.TEST_LOG ?? "silent" }),
          onFatal: () => {},
          observe: {
            expired: (count) => {
              expired += count;
            },
          },
        },
        { group: "load", maxRows: 500, maxChars: 1_000_000, maxWaitMs: 50 },
      ),
    );
    const kept = Array.from({ length: 50 }, (_, i) => event(`kept ${i}`));
    await broker.send(kept);
    await expect.poll(async () => (await ids()).length, { timeout: 20_000 }).toBe(51);
    expect(expired).toBe(50);
  });

  it.each([2, 5])(
    "loses and doubles nothing while %i loaders come and go",
    { timeout: 90_000 },
    async (count) => {
      const inserted: string[] = [];
      const loaders = new Set<Loader>();
      const record: Insert = (table, rows) => {
        if (table === "event_rows")
          for (const row of rows.flatMap((text) => String(text).split("\n")))
            inserted.push((JSON.parse(row) as string[])[2] as string);
      };
      const join = () => {
        const loader = start({ maxRows: 100, maxWaitMs: 20 }, record);
        loaders.add(loader);
        return loader;
      };
      let sent = 0;
      const people = 20;
      const sendSome = async () => {
        const at = sent;
        sent += 200;
        await broker.send(
          Array.from({ length: 200 }, (_, i) =>
            event(`p${(at + i) % people}-${Math.floor((at + i) / people)}`, `p${(at + i) % people}`),
          ),
        );
      };
      for (let round = 0; round < count + 2; round++) {
        await sendSome();
        if (loaders.size < count) join();
        else {
          const [oldest] = loaders;
          loaders.delete(oldest!);
          void oldest!.close();
        }
        await sleep(300);
        await sendSome();
      }
      await expect.poll(allCommitted, { timeout: 60_000, interval: 200 }).toBe(true);
      const wanted = Array.from(
        { length: sent },
        (_, i) => `p${i % people}-${Math.floor(i / people)}`,
      ).sort();
      expect(await ids()).toEqual(wanted);
      // One person's events come in order; after a change of the group some may come once more.
      const first = [...new Set(inserted)];
      for (let person = 0; person < people; person++) {
        const own = first.filter((id) => id.startsWith(`p${person}-`)).map((id) => Number(id.split("-")[1]));
        expect(own).toEqual(own.toSorted((a, b) => a - b));
      }
      expect(await letters()).toEqual([]);
    },
  );
});
