import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import type { Receipt } from "../../src/event/enrich/receipt.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { simulateShop } from "../../src/try/demo/shop/simulate-shop.js";

let folder: string;
let warehouse: Warehouse;
const rows: string[] = [];
const day = (n: number) => Date.UTC(2025, 2, n);

function told(source: string, event: object, receipt: Partial<Receipt> = {}): void {
  const sent = { type: "track", messageId: `m${rows.length}`, ...event } as ValidEvent;
  const own = { sourceId: source, sourceCurrency: "EUR", receivedAt: day(1) };
  rows.push(eventRow(sent, { ...own, ...receipt }));
}
const order = (name: string, id: string, properties: object = {}, more: object = {}) => ({
  event: `Order ${name}`,
  userId: "ann",
  properties: { order_id: id, ...properties },
  ...more,
});
const web = { keyKind: "web" } as const;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-anomalies-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  // An honest shop: pages and servers tell the same, and a server cancels and refunds.
  for (let n = 0; n < 30; n++) {
    for (const receipt of [{}, web]) {
      const buyer = { userId: `u${n}`, anonymousId: `a${n}` };
      told("honest", order("Completed", `o${n}`, { revenue: 10 + n }, buyer), receipt);
      told("honest", { type: "identify", ...buyer, traits: {} }, receipt);
    }
  }
  told("honest", order("Cancelled", "o1", {}, { userId: "u1" }));
  told("honest", order("Cancelled", "o1", {}, { userId: "u1" }), web);
  told("honest", order("Updated", "o2", { revenue: 1 }, { userId: "u2" }));
  told("honest", order("Completed", "robot", { revenue: 1e9 }), { ...web, isBot: true });

  for (let n = 0; n < 30; n++)
    told("shop", order("Completed", `o${n}`, { revenue: 10 }, { userId: `u${n}` }));
  told("shop", order("Updated", "o0", { revenue: 900 }, { userId: "u0" }), web);
  told("shop", order("Updated", "o1", { revenue: 10, currency: "USD" }, { userId: "u1" }), web);
  told("shop", order("Updated", "o2", {}, { userId: "eve" }), web);
  told("shop", order("Cancelled", "o3", {}, { userId: "u3" }), web);
  told("shop", order("Refunded", "o4", {}, { userId: "u4" }), web);
  told("shop", order("Updated", "o5", { test: true }, { userId: "u5" }), { ...web, receivedAt: day(2) });
  for (let n = 0; n < 21; n++) {
    told("shop", order("Completed", `made ${n}`, { revenue: 1 }, { userId: "", anonymousId: "eve" }), web);
    told("shop", { type: "identify", userId: `u${n}`, anonymousId: "eve", traits: {} }, web);
  }
  for (let n = 0; n < 11; n++)
    told("shop", order("Refunded", `made ${n}`, {}, { userId: "", anonymousId: "eve" }), web);
  told("shop", order("Completed", "huge", { revenue: 1_001 }, { userId: "", anonymousId: "b" }), web);
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const anomalies = (source: string, since = "", until = "") =>
  warehouse.query(
    "SELECT kind, who, toUInt32(count) AS count, example FROM anomalies(source = {source:String}, " +
      `since = '${since}', until = '${until}', time_zone = 'UTC') ORDER BY kind, who`,
    { source },
  );

it("a shop whose pages and servers tell the same has none", async () => {
  expect(await anomalies("honest")).toEqual([]);
});

it("what pages tell against a server's word, too much of, or far outside is shown with an example", async () => {
  const found = { who: "", count: 1 };
  expect(await anomalies("shop")).toEqual([
    { ...found, kind: "far_value", example: "huge" },
    { kind: "many_links", who: "eve", count: 21, example: expect.stringMatching(/^u\d+$/) },
    { kind: "many_orders", who: "eve", count: 21, example: expect.stringMatching(/^made/) },
    { kind: "many_refunds", who: "eve", count: 11, example: expect.stringMatching(/^made/) },
    { ...found, kind: "other_buyer", example: "o2" },
    { ...found, kind: "other_value", count: 2, example: expect.stringMatching(/^o[01]$/) },
    { ...found, kind: "page_cancelled", example: "o3" },
    { ...found, kind: "page_refunded", example: "o4" },
    { ...found, kind: "page_test", example: "o5" },
  ]);
});

it("they are asked for by when they were received, whatever times the sender names", async () => {
  expect(await anomalies("shop", "2025-03-02", "2025-03-03")).toMatchObject([{ kind: "page_test" }]);
});

it("the demo's shop has none", async () => {
  const told = [...simulateShop({ seed: 5, customers: 60, days: 90, start: "2025-01-01" }).deliveries].map(
    ({ at, call, from }) =>
      eventRow(JSON.parse(JSON.stringify(call)), {
        ...{ sourceId: "demo", sourceCurrency: "EUR", receivedAt: at, keyKind: from },
      }),
  );
  await warehouse.insert("event_rows", EVENT_COLUMNS, told);
  expect(await anomalies("demo")).toEqual([]);
});
