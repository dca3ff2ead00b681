import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMERCE_EVENT_NAMES, NEAR_NAMES, nearCommerceEvent } from "@safar/schemas";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import type { Receipt } from "../../src/event/enrich/receipt.js";
import { tellSources } from "../../src/sources/tell-sources.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;
const rows: string[] = [];

function told(
  source: string,
  event: string,
  properties: object,
  receipt: Partial<Receipt> = {},
  day = 1,
): void {
  const sent = {
    type: "track",
    messageId: `m${rows.length}`,
    userId: "u1",
    event,
    timestamp: `2025-03-0${day}T12:00:00Z`,
    properties,
  } as ValidEvent;
  const own = { sourceId: source, sourceCurrency: "EUR", receivedAt: Date.UTC(2026, 0, 1) };
  rows.push(eventRow(sent, { ...own, ...receipt }));
}

const web = { keyKind: "web" } as const;
const bot = { keyKind: "web", isBot: true } as const;
/** Names that are near a commerce event's, and many that are not. */
const names = fc.sample(
  fc.oneof(
    fc
      .tuple(
        fc.constantFrom(...COMMERCE_EVENT_NAMES, ...NEAR_NAMES.map(([letters]) => letters)),
        fc.nat(20),
        fc.nat(2),
      )
      .map(([name, place, change]) =>
        change === 0
          ? name.slice(0, place) + name.slice(place + 1)
          : change === 1
            ? `${name.slice(0, place)}q${name.slice(place)}`
            : name.slice(0, -place - 1).toLowerCase(),
      ),
    fc.string({ minLength: 1 }),
  ),
  400,
);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-uncounted-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  told("shop", "Order Completed", { order_id: "counted", revenue: 5 });
  told("shop", "Order Completed", { order_id: "without" });
  told("shop", "Order Completed", { order_id: "zero", revenue: 0 }, {}, 2);
  told("shop", "Order Completed", { order_id: "unclear", revenue: "1,234" });
  told("shop", "Order Completed", { order_id: "dollars", revenue: 5, currency: "$" });
  told("shop", "Order Completed", { order_id: "trial", revenue: 5, test: true });
  told("shop", "Order Completed", { order_id: "gone", revenue: 6 });
  told("shop", "Order Cancelled", { order_id: "gone" }, {}, 2);
  told("shop", "Order Completed", { order_id: "robot", revenue: 7 }, bot);
  told("shop", "Order Completed", { order_id: "page", revenue: 8 }, web);
  told("shop", "Order Completed", { order_id: "counted", revenue: 9 }, web);
  told("shop", "Order Completed", { order_id: "counted", revenue: 9 }, bot);
  told("shop", "Order Refunded", { order_id: "lost", total: 3 });
  told("shop", "Order Refunded", { order_id: "counted", total: 2, currency: "USD" });
  told("shop", "Order Refunded", { order_id: "counted", total: "?" }, {}, 2);
  told("shop", "Order Refunded", { order_id: "trial", total: "?" });
  told("shop", "Order Complete", { order_id: "near", revenue: "12.5" });
  told("shop", "Order Complete", { order_id: "near too", revenue: 3 }, {}, 2);
  told("shop", "Purchase", {});
  told("shop", "Purchase", {}, bot);
  told("shop", "Watered", {});
  for (const name of names) told("names", name, {});
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await tellSources(warehouse, [{ id: "shop", currency: "EUR", timeZone: "UTC", ordersFrom: "server" }]);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const uncounted = (since: string, until: string) =>
  warehouse.query<Record<string, unknown>>(`
    SELECT reason, currency, event_name, closest_name, toFloat64(count) AS count, toFloat64(value) AS value, example
    FROM uncounted_orders(source = 'shop', since = '${since}', until = '${until}', time_zone = 'UTC')
    ORDER BY reason, currency, event_name`);

it("everything that was stored of orders and is not counted is told with its reason, number, worth and an example", async () => {
  const nothing = { event_name: "", closest_name: "" };
  const near = { reason: "unknown_event_name", currency: "EUR", closest_name: "Order Completed" };
  expect(await uncounted("", "")).toEqual([
    { reason: "bot", currency: "EUR", ...nothing, count: 1, value: 7, example: "robot" },
    { reason: "cancelled", currency: "EUR", ...nothing, count: 1, value: 6, example: "gone" },
    { reason: "no_value", currency: "", ...nothing, count: 1, value: null, example: "without" },
    { reason: "no_value", currency: "EUR", ...nothing, count: 1, value: 0, example: "zero" },
    { reason: "not_believed", currency: "EUR", ...nothing, count: 1, value: 8, example: "page" },
    { reason: "test", currency: "EUR", ...nothing, count: 1, value: 5, example: "trial" },
    { ...near, event_name: "Order Complete", count: 2, value: 15.5, example: "near too" },
    { ...near, event_name: "Purchase", count: 1, value: null, example: expect.stringMatching(/^m\d+$/) },
    { reason: "unmatched_refund", currency: "EUR", ...nothing, count: 1, value: 3, example: "lost" },
    { reason: "unmatched_refund", currency: "USD", ...nothing, count: 1, value: 2, example: "counted" },
    { reason: "unreadable_currency", currency: "", ...nothing, count: 1, value: null, example: "dollars" },
    { reason: "unreadable_value", currency: "EUR", ...nothing, count: 2, value: null, example: "counted" },
  ]);
});

it("is asked for a range, by when it happened", async () => {
  const reasons = (await uncounted("2025-03-02", "2025-03-03")).map(
    ({ reason, example }) => `${reason} ${example}`,
  );
  expect(reasons).toEqual(["no_value zero", "unknown_event_name near too", "unreadable_value counted"]);
});

it("the view knows near names by the rule of the schema", async () => {
  const found = await warehouse.query<{ event: string; closest_name: string }>(
    "SELECT event, closest_name FROM near_event_names(source = 'names', since = '', until = '', time_zone = 'UTC')",
  );
  const expected = [...new Set(names.map((name) => name.toWellFormed()))]
    .map((name) => ({ event: name, closest_name: nearCommerceEvent(name) }))
    .filter(({ closest_name }) => closest_name !== "");
  const byName = (a: { event: string }, b: { event: string }) => (a.event < b.event ? -1 : 1);
  expect(found.sort(byName)).toEqual(expected.sort(byName));
  expect(expected.length).toBeGreaterThan(50);
});
