import { randomInt } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Safar } from "@safar/node";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { writeChange } from "../../src/journeys/versions/write-change.js";
import { seededDraw } from "../../src/try/demo/shop/draw.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { type JourneyCluster, SERVER_KEY, startJourneyCluster } from "./journey-cluster.js";
import { drawFault, JOURNEY_FAULTS, type JourneyFault } from "./journey-faults.js";
import { startProviders } from "./journey-providers.js";

/** `npm run test:journeys-crash` sets 200. */
const KILLS = Number(process.env.SAFAR_TEST_JOURNEY_KILLS ?? 5);
const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
/** The longest between two faults. */
const WITHIN_MS = 5_000;
const PEOPLE_PER_SECOND = 3;
/** Of people who came in, some order while their reminder waits for a minute. */
const ORDERS_WITHIN_MS = 100_000;
/** Messages that the engine hands over at a time. */
const IN_FLIGHT = 20;
/** A webhook that was tried three times waits for two minutes. */
const SETTLED_MS = 600_000;
const START_MS = 180_000;

const remind = {
  type: "send",
  message: { en: { subject: "Your cart", text: "It waits.", short: "It waits." } },
};
const journey = (webhook: string) => ({
  ...{ name: "cart", entry: { event: "Product Added" }, goal: { event: "Order Completed" } },
  ...{ control: 0, quiet: false, caps: { perDay: 10, perWeek: 10 }, start: "tell" },
  nodes: {
    tell: { type: "webhook", url: webhook, next: "wait" },
    wait: { type: "delay", for: "1 minute", next: "email" },
    email: { ...remind, channels: ["email"], next: "sms" },
    sms: { ...remind, channels: ["sms"], next: "end" },
  },
});

interface Message {
  readonly person: string;
  readonly node: "tell" | "email" | "sms";
  readonly status: string;
  readonly why: string;
  readonly id: string;
  readonly lookedAt: number;
}

await describeWithBroker(
  "journeys beside Kafka",
  () => {
    const draw = seededDraw(seed);
    let providers: Awaited<ReturnType<typeof startProviders>>;
    let cluster: JourneyCluster;
    beforeAll(async () => {
      console.log(`journeys beside Kafka: SAFAR_TEST_SEED=${seed} draws the same faults again`);
      providers = await startProviders(seededDraw(seed + 1));
      cluster = await startJourneyCluster(providers);
      const about = { source: "shop", journey: "cart", after: 0, done: "published", version: 1 } as const;
      const definition = journey(`${providers.url}/webhook`) as never;
      await writeChange(cluster.clickhouse.warehouse, { ...about, definition, segments: {}, moves: false });
    }, START_MS);
    afterAll(async () => {
      await cluster?.close();
      await providers?.close();
    }, START_MS);

    it(`sends nothing twice, nothing after a goal that was known, and forgets nobody, through ${KILLS} faults`, {
      timeout: 1_800_000 + KILLS * 30_000,
    }, async () => {
      const warehouse = cluster.clickhouse.warehouse;
      const safar = new Safar({
        ...{ writeKey: SERVER_KEY, host: cluster.host },
        ...{ flushInterval: 100, maxRetryDelay: 1_000, requestTimeout: 5_000 },
      });
      const drops: unknown[] = [];
      safar.on("drop", (drop) => drops.push(drop));
      safar.on("error", () => {});
      let [people, isShut, isOver] = [0, false, false];
      const orders: Promise<void>[] = [];
      const comeIn = (userId: string, n: number) => {
        const phone = `+49151${String(n).padStart(8, "0")}`;
        const traits = { email: `${userId}@shop.example`, phone, marketing_email: true, marketing_sms: true };
        safar.identify({ userId, traits });
        safar.track({ userId, event: "Product Added", properties: { product_id: "p" } });
        const after = draw.chance(0.4) ? draw.int(0, ORDERS_WITHIN_MS) : undefined;
        if (after === undefined) return;
        orders.push(
          sleep(after).then(() => {
            safar.track({ userId, event: "Order Completed", properties: { order_id: userId, revenue: 5 } });
          }),
        );
      };
      const shop = (async () => {
        const began = performance.now();
        while (!isShut) {
          while (people < ((performance.now() - began) / 1_000) * PEOPLE_PER_SECOND)
            comeIn(`u-${people}`, people++);
          await sleep(100);
        }
      })();
      /** When ClickHouse had shown a person's order at the latest. */
      const known = new Map<string, number>();
      const watch = (async () => {
        while (!isOver) {
          try {
            const rows = await warehouse.query<{ person: string }>(
              "SELECT user_id AS person FROM safar.event_rows WHERE event = 'Order Completed'",
            );
            for (const { person } of rows) if (!known.has(person)) known.set(person, Date.now());
          } catch {
            // It was killed.
          }
          await sleep(200);
        }
      })();

      const counts = new Map<JourneyFault, number>();
      for (let done = 1; done <= KILLS; done++) {
        await sleep(draw.int(0, WITHIN_MS));
        const name = drawFault(draw);
        const began = performance.now();
        await JOURNEY_FAULTS[name][1](cluster, draw);
        counts.set(name, (counts.get(name) ?? 0) + 1);
        console.log(
          `fault ${done} of ${KILLS}: ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s; ${people} came in, ${providers.ledger.length} messages taken`,
        );
      }
      isShut = true;
      await shop;
      await Promise.all(orders);
      expect(await safar.flush({ timeout: SETTLED_MS })).toBe(true);
      const messages = async () =>
        await warehouse.query<Message>(
          `SELECT customer_id AS person, toString(node) AS node, toString(status) AS status, why, message_id AS id,
             JSONExtractFloat(state, 'lookedAt') AS lookedAt
           FROM safar.journey_rows FINAL WHERE record = 'message'`,
        );
      await vi.waitFor(
        async () => {
          const [runs] = await warehouse.query<{ people: number; open: number; all: number }>(
            `SELECT toUInt32(uniq(customer_id)) AS people, toUInt32(count()) AS all, toUInt32(countIf(status = 'waiting')) AS open
             FROM safar.journey_rows FINAL WHERE record = 'run'`,
          );
          expect(runs).toMatchObject({ all: people, people, open: 0 });
          const open = (await messages()).filter(({ status }) => ["intended", "attempted"].includes(status));
          expect(open).toEqual([]);
        },
        { timeout: SETTLED_MS, interval: 2_000 },
      );
      isOver = true;
      await watch;

      const rows = await messages();
      const taken = new Map<string, number>();
      const keyOf = (by: string, person: string) => `${by} ${person}`;
      for (const { by, person } of providers.ledger)
        taken.set(keyOf(by, person), (taken.get(keyOf(by, person)) ?? 0) + 1);
      const by = { tell: "webhook", email: "email", sms: "sms" } as const;
      const timesTaken = ({ node, person }: Message) => taken.get(keyOf(by[node], person)) ?? 0;
      const marketing = rows.filter(({ node }) => node !== "tell");
      // At most once, and what one says the other does.
      expect(marketing.filter((row) => timesTaken(row) > 1)).toEqual([]);
      expect(rows.filter((row) => row.status === "sent" && timesTaken(row) === 0)).toEqual([]);
      expect(rows.filter((row) => timesTaken(row) > 0 && !["sent", "in-doubt"].includes(row.status))).toEqual(
        [],
      );
      const told = new Set(rows.map((row) => keyOf(by[row.node], row.person)));
      expect([...taken.keys()].filter((key) => !told.has(key))).toEqual([]);
      // A webhook is called again by the same id.
      const ids = new Map(rows.map((row) => [keyOf(by[row.node], row.person), row.id]));
      expect(
        providers.ledger.filter(({ by: how, person, id }) => id && ids.get(keyOf(how, person)) !== id),
      ).toEqual([]);
      // Whose order was known before the last look got nothing.
      const late = marketing.filter(
        (row) => timesTaken(row) > 0 && row.lookedAt > (known.get(row.person) ?? Infinity),
      );
      expect(late).toEqual([]);
      // Everybody who came in got all of it, had ordered, or is listed as in doubt.
      const byNode = new Map(rows.map((row) => [`${row.node} ${row.person}`, row]));
      const isFine = (row: Message | undefined, person: string) =>
        row === undefined || row.why === "goal"
          ? known.has(person)
          : ["sent", "in-doubt"].includes(row.status);
      const everybody = Array.from({ length: people }, (_, n) => `u-${n}`);
      const missed = everybody.flatMap((person) =>
        ["tell", "email", "sms"]
          .map((node) => ({ person, node, row: byNode.get(`${node} ${person}`) }))
          .filter(({ row }) => !isFine(row, person)),
      );
      expect(missed).toEqual([]);
      const inDoubt = rows.filter(({ status }) => status === "in-doubt");
      const { refused, spoiled } = providers.counts();
      expect(inDoubt.length).toBeLessThanOrEqual(KILLS * IN_FLIGHT + spoiled);
      expect(drops).toEqual([]);
      const stopped = rows.filter(({ why }) => why === "goal").length;
      console.log(
        [
          `${KILLS} faults with seed ${seed}:`,
          ...[...counts].map(([name, count]) => `  ${String(count).padStart(4)} × ${name}`),
          `${people} came in, ${known.size} ordered; ${providers.ledger.length} messages taken, ${refused} refused, ${spoiled} taken without a clean answer;`,
          `${rows.length} messages in the journal: ${inDoubt.length} in doubt, ${stopped} stopped in the second look by an order`,
        ].join("\n"),
      );
      await safar.close({ timeout: 10_000 });
      expect(await cluster.close()).toEqual([0, 0, 0, 0]);
    });
  },
  { own: true },
);
