import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { blocksSeen, nextCursor, readNews } from "../../../src/journeys/engine/news.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { CART, ledgerChannel, openShop } from "./shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const BEFORE = { table: "", block: 0, at: 0 };
const added = (userId: string) => shop.tell({ userId, event: "Product Added" });

it("a block that was not there at the last look is read, although its number is smaller than what was read", async () => {
  await shop.clear();
  for (const user of ["ann", "bea", "cem"]) await added(user);
  const { to } = await nextCursor(shop.warehouse, BEFORE);
  const blocks = [...(await blocksSeen(shop.warehouse, to))].sort((one, other) => one - other);
  expect(blocks).toHaveLength(3);
  const idsOf = async (seen: readonly number[]) => {
    const news = await readNews(
      shop.warehouse,
      { from: to, to, seen },
      ["shop"],
      ["Product Added"],
      "0",
      100,
    );
    return news.flatMap(({ ids }) => ids);
  };
  const all = await idsOf([]);
  expect(all).toHaveLength(3);
  expect(await idsOf(blocks)).toEqual([]);
  expect(await idsOf([blocks[0]!, blocks[2]!])).toHaveLength(1);
});

it("events are read once, and again where another journey is published", async () => {
  await shop.clear();
  const read: string[] = [];
  let questions = 0;
  const watched: Warehouse = {
    ...shop.warehouse,
    async query<Row>(select: string, asked?: Record<string, unknown>) {
      const rows = await shop.warehouse.query<Row>(select, asked);
      if (!select.includes("AS ids")) return rows;
      questions++;
      for (const { ids } of rows as { ids: string[] }[]) read.push(...ids);
      return rows;
    },
  };
  const { channel } = ledgerChannel();
  await shop.publish(CART);
  const engine = await shop.engine(channel, () => shop.start, { warehouse: watched });
  await added("ann");
  await engine.round();
  await added("bea");
  await engine.round();
  const asked = questions;
  await engine.round();
  expect(questions).toBe(asked);
  expect(new Set(read).size).toBe(2);
  expect(read).toHaveLength(2);
  expect(await shop.runs()).toHaveLength(2);
  await shop.publish({ ...CART, name: "other" });
  await engine.round();
  expect(read).toHaveLength(4);
});

it("a rush of entrants keeps no other message waiting, and goes on where an engine was killed", async () => {
  await shop.clear();
  const RUSH = 500;
  const PAGE = 50;
  let now = shop.start;
  const { ledger, channel } = ledgerChannel();
  const open = () => shop.engine(channel, () => now, { pace: { page: PAGE, tickMs: 0 } });
  const hello = {
    type: "send",
    channels: ["email"],
    message: { en: { subject: "Hello", text: "Hello." } },
    next: "end",
  };
  const wait = { type: "delay", for: "1 hour", next: "hello" };
  const more = { start: "wait", nodes: { wait, hello } };
  await shop.publish({ ...CART, name: "early", entry: { event: "Signed Up" }, ...more } as never);
  await shop.publish({ ...CART, name: "rush", entry: { event: "Viewed" }, ...more } as never);
  const traits = { email: "ann@example.com", marketing_email: true };
  await shop.tell({ userId: "ann", type: "identify", traits });
  await shop.tell({ userId: "ann", event: "Signed Up" });
  const first = await open();
  await first.round();
  now += 3_600_000;
  const rows = Array.from({ length: RUSH }, (_, n) =>
    eventRow(
      {
        ...{ type: "track", event: "Viewed", messageId: `rush-${n}`, userId: `u-${n}` },
        timestamp: new Date(now).toISOString(),
      },
      { sourceId: "shop", sourceCurrency: "EUR", receivedAt: now },
    ),
  );
  await shop.warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  const begun = async () => (await shop.runs()).filter(({ journey }) => journey === "rush");
  await first.round();
  expect((await begun()).length).toBeLessThanOrEqual(PAGE);
  expect(ledger.map(({ to }) => to)).toEqual(["ann@example.com"]);
  await first.round();
  // As if it had been killed between two pages.
  const second = await open();
  for (let round = 0; round <= (2 * RUSH) / PAGE; round++) await second.round();
  const runs = await begun();
  expect(runs).toHaveLength(RUSH);
  expect(new Set(runs.map(({ customer }) => customer)).size).toBe(RUSH);
  expect(ledger).toHaveLength(1);
});
