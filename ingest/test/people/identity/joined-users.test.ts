import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../../src/event/enrich/event-row.js";
import type { Receipt } from "../../../src/event/enrich/receipt.js";
import { joinedUsers } from "../../../src/people/identity/joined-users.js";
import type { OrdersFrom } from "../../../src/sources/source.js";
import { applySources } from "../../../src/sources/tell-sources.js";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-joined-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
}, 60_000);
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const row = (sourceId: string, event: Partial<ValidEvent>, receipt: Partial<Receipt> = {}) =>
  eventRow({ messageId: JSON.stringify(event), ...event } as ValidEvent, {
    sourceId,
    sourceCurrency: "EUR",
    receivedAt: Date.UTC(2026, 0, 1),
    ...receipt,
  });
const alias = (previousId: string, userId: string, day = 1) => ({
  type: "alias" as const,
  previousId,
  userId,
  timestamp: new Date(Date.UTC(2025, 0, day)).toISOString(),
});
const order = (userId: string) => ({
  type: "track" as const,
  event: "Order Completed",
  userId,
  timestamp: "2025-06-01T12:00:00Z",
  properties: { order_id: `of ${userId}`, revenue: 10 },
});

async function store(rows: readonly string[]): Promise<void> {
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await joinedUsers(warehouse).stored(rows);
}

/** Whose orders they are: for each customer the ids they ordered by. */
async function customers(source: string): Promise<string[]> {
  const rows = await warehouse.query<{ ids: string }>(
    `SELECT arrayStringConcat(arraySort(groupArray(order_id)), ', ') AS ids FROM orders
     WHERE source_id = {source:String} GROUP BY customer_id, is_guest ORDER BY ids`,
    { source },
  );
  return rows.map(({ ids }) => ids.replaceAll("of ", ""));
}

const people = ["a", "b", "c", "d", "e", "f"];
const everybody = people.join(", ");

it.each([
  ["a chain of five", ["ab", "bc", "cd", "de", "ef"]],
  ["the same chain backwards", ["ef", "de", "cd", "bc", "ab"]],
  ["a chain that was told from its middle", ["cd", "ef", "ab", "de", "bc"]],
  ["a circle", ["ab", "bc", "cd", "de", "ef", "fa"]],
  ["a star", ["af", "bf", "cf", "df", "ef"]],
])(
  "%s is one person, told at once or one by one",
  async (name, links) => {
    const rows = (source: string) => [
      ...people.map((id) => row(source, order(id))),
      ...links.map(([from, to], place) => row(source, alias(from!, to!, place + 1))),
    ];
    const [together, apart] = [`${name}, together`, `${name}, apart`];
    await store(rows(together));
    expect(await customers(together)).toEqual([everybody]);
    for (const one of rows(apart)) await store([one]);
    expect(await customers(apart)).toEqual([everybody]);
  },
  60_000,
);

it("whatever order they arrive in, what is added is what all of them together make", async () => {
  let shops = 0;
  const ids = fc.constantFrom(...people);
  const told = fc.array(fc.tuple(ids, ids, fc.integer({ min: 1, max: 28 })), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(told, async (links) => {
      const source = `drawn${++shops}`;
      await store(people.map((id) => row(source, order(id))));
      for (const [from, to, day] of links) await store([row(source, alias(from, to, day))]);
      const added = await joinedRows(source);
      await joinedUsers(warehouse).rebuild();
      expect(await joinedRows(source)).toEqual(added);
      expect((await customers(source)).length).toBe(components(links));
    }),
    { numRuns: 15 },
  );
}, 120_000);

function joinedRows(source: string) {
  return warehouse.query(
    "SELECT * EXCEPT version FROM joined_users FINAL WHERE source_id = {source:String} ORDER BY user_id",
    { source },
  );
}

function components(links: readonly (readonly [string, string, number])[]): number {
  let groups = people.map((id) => [id]);
  for (const [from, to] of links) {
    const touched = groups.filter((group) => group.includes(from) || group.includes(to));
    groups = [...groups.filter((group) => !touched.includes(group)), touched.flat()];
  }
  return groups.length;
}

it("a page's alias takes over nobody, whatever time it names, unless the source allows it", async () => {
  const source = "attacked";
  const page = { keyKind: "web" as const };
  const taken = people.map((id, place) =>
    row(source, { ...alias(id, "attacker", 1), timestamp: `19${10 + place}-01-01T00:00:00Z` }, page),
  );
  await store([...people.map((id) => row(source, order(id))), ...taken]);
  expect(await customers(source)).toEqual(people);
  const links = await warehouse.query<{ n: number }>(
    "SELECT toUInt32(count()) AS n FROM identity_links WHERE source_id = 'attacked' AND NOT is_anonymous_id",
  );
  expect(links).toEqual([{ n: 0 }]);

  const rule = (userLinksFrom: OrdersFrom) =>
    applySources(warehouse, joinedUsers(warehouse), [
      { id: source, currency: "EUR", timeZone: "UTC", userLinksFrom },
    ]);
  await rule("any");
  expect(await customers(source)).toEqual([everybody]);
  await rule("server");
  expect(await customers(source)).toEqual(people);
}, 60_000);

it("what a server says of a guest stands before what a page said, however early that one claims to be", async () => {
  const source = "guests";
  await store([
    row(source, { ...order(""), userId: undefined, anonymousId: "phone" } as never),
    row(source, { type: "identify", userId: "ann", anonymousId: "phone", timestamp: "2025-05-01T00:00:00Z" }),
    row(
      source,
      { type: "identify", userId: "mallory", anonymousId: "phone", timestamp: "1900-01-01T00:00:00Z" },
      { keyKind: "web" },
    ),
  ]);
  const orders = await warehouse.query("SELECT customer_id FROM orders WHERE source_id = 'guests'");
  expect(orders).toEqual([{ customer_id: "ann" }]);
  const links = await warehouse.query(
    "SELECT linked_id, customer_id, is_web FROM identity_links WHERE source_id = 'guests'",
  );
  expect(links).toEqual([{ linked_id: "phone", customer_id: "ann", is_web: false }]);
}, 60_000);
