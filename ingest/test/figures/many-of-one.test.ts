import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { refreshVisits } from "./refresh-visits.js";

/** So many events of one order or of one visit: two batches with a key that stands in every page. */
const MANY = 4_000;
/** Lists that are copied for each of their members would take four times as much, or more. */
const LIMIT = 400_000_000;

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-many-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  const rows: string[] = [];
  const tell = (event: string, properties: object) =>
    rows.push(
      eventRow(
        {
          ...{ type: "track", messageId: `m${rows.length}`, anonymousId: "eve", event, properties },
          timestamp: new Date(Date.UTC(2025, 2, 1) + 1_000 * rows.length).toISOString(),
          context: { sessionId: "s" },
        } as ValidEvent,
        { sourceId: "shop", sourceCurrency: "EUR", receivedAt: Date.UTC(2025, 2, 2), keyKind: "web" },
      ),
    );
  tell("Order Completed", { order_id: "o1", revenue: 10 });
  for (let n = 0; n < MANY; n++) {
    tell("Order Refunded", { order_id: "o1", refund_id: `r${n}`, total: 0.001 });
    tell("Order Refunded", { order_id: "lost", refund_id: `r${n}`, total: 1 });
    tell("Product Added", { product_id: "p", price: 1, quantity: 1 });
  }
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  await refreshVisits(warehouse);
}, 120_000);
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

const RANGE = "source = 'shop', since = '2025-01-01', until = '2026-01-01', time_zone = 'UTC'";

it.each([
  ["average_order_value", "toFloat64(sum(refunds)) AS told", 4],
  ["unmatched_refunds", "toFloat64(count()) AS told", MANY],
  ["cart_abandonment", "toFloat64(max(carts)) AS told", 1],
])("%s costs no more than what was told, whatever one visitor tells", async (view, figure, told) => {
  expect(
    await warehouse.query(`SELECT ${figure} FROM ${view}(${RANGE}) SETTINGS max_memory_usage = ${LIMIT}`),
  ).toEqual([{ told }]);
});
