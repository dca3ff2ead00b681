import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../../src/event/enrich/event-row.js";
import { type Member, readMembers, writeMembers } from "../../../src/journeys/segments/read-members.js";
import { openShop } from "../engine/shop.js";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const SEGMENT = {
  name: "segments/all.sql",
  select: "SELECT DISTINCT user_id AS customer_id FROM safar.event_rows WHERE source_id = {source:String}",
};
const PEOPLE = 1_000;
const AT_A_TIME = 100;

it("gives a segment that is larger than a page in pages, each member once, with who was in it before", async () => {
  const rows = Array.from({ length: PEOPLE }, (_, n) =>
    eventRow(
      {
        ...{ type: "identify", messageId: `m-${n}`, userId: `u-${n}`, traits: {} },
        timestamp: new Date(shop.start).toISOString(),
      },
      { sourceId: "shop", sourceCurrency: "EUR", receivedAt: shop.start },
    ),
  );
  await shop.warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  const asked = { source: "shop", timeZone: "UTC", until: "2100-01-01 00:00:00", journey: "all" };
  const look = async (last: number | undefined) => {
    const pages: Member[][] = [];
    for await (const page of readMembers(shop.warehouse, SEGMENT, { ...asked, last }, AT_A_TIME))
      pages.push(page);
    return pages;
  };
  const pages = await look(undefined);
  expect(pages.length).toBeGreaterThanOrEqual(PEOPLE / AT_A_TIME);
  expect(Math.max(...pages.map(({ length }) => length))).toBeLessThan(2 * AT_A_TIME);
  const everybody = Array.from({ length: PEOPLE }, (_, n) => `u-${n}`).sort();
  expect(
    pages
      .flat()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(everybody);
  expect(pages.flat().filter(({ wasIn }) => wasIn)).toEqual([]);
  const before = pages.slice(0, 3).flat();
  await writeMembers(shop.warehouse, asked, SEGMENT.select, shop.start, before);
  const wasIn = (await look(shop.start)).flat().filter((member) => member.wasIn);
  expect(wasIn.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
});

it("refuses a segment that has more pages than a journey was meant to let in, and says what to do", async () => {
  const asked = {
    source: "shop",
    timeZone: "UTC",
    until: "2100-01-01 00:00:00",
    journey: "all",
    last: undefined,
  };
  const pages = readMembers(shop.warehouse, SEGMENT, asked, 5);
  await expect(pages.next()).rejects.toThrow(
    'The segment "segments/all.sql" has 1,000 members. Let its SELECT give fewer.',
  );
});
