import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "./refresh-visits.js";

/** A shop that sends no "Checkout Started", as many do: three see a product, two add it, one buys. */
let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-funnel-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const told = [
    ...["a", "b", "c"].map((visitor) => [visitor, "Product Viewed", 0]),
    ...["a", "b"].map((visitor) => [visitor, "Product Added", 1]),
    ["a", "Order Completed", 2],
  ] as [visitor: string, event: string, minute: number][];
  const rows = told.map(([visitor, event, minute]) =>
    eventRow(
      {
        type: "track",
        messageId: `${visitor}-${event}`,
        event,
        anonymousId: visitor,
        timestamp: `2025-03-01T10:0${minute}:00Z`,
        context: { sessionId: `session-${visitor}` },
        properties:
          event === "Order Completed" ? { order_id: "o1", revenue: 10 } : { product_id: "p", price: 10 },
      } as ValidEvent,
      { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.now() },
    ),
  );
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await refreshVisits(warehouse);
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

async function funnel(unit: string, steps: string) {
  const rows = await warehouse.query<{ step_name: string; entered: number | null; is_left_out: number }>(
    `SELECT step_name, is_left_out, entered FROM funnel(source = 'shop', since = '2025-03-01', until = '2025-03-02',
       time_zone = 'UTC', unit = '${unit}', segment_by = '', within_hours = '24', steps = '${steps}') ORDER BY step`,
  );
  return rows.map(({ step_name, is_left_out, entered }) => [step_name, is_left_out ? "left out" : entered]);
}

it.each(["session", "customer"])("a step that nobody sends is left out and named, by %s", async (unit) => {
  expect(await funnel(unit, "")).toEqual([
    ["product_viewed", 3],
    ["product_added", 2],
    ["checkout_started", "left out"],
    ["order_completed", 1],
  ]);
});

it("a step that was chosen though nobody sends it is left out and named, too", async () => {
  expect(await funnel("session", "checkout_started,order_completed")).toEqual([
    ["checkout_started", "left out"],
    ["order_completed", 1],
  ]);
});

it("only the chosen steps are asked for", async () => {
  expect(await funnel("session", "product_viewed,order_completed")).toEqual([
    ["product_viewed", 3],
    ["order_completed", 1],
  ]);
});
