import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { MISSING, type OttoCounts, ottoCounts, ottoEvents } from "../journey/otto.js";
import { refreshVisits } from "./refresh-visits.js";

if (MISSING && process.env.CI) throw new Error(MISSING);
if (MISSING) console.warn(`Not run: ${MISSING}`);

const WHOLE = "source = 'otto', since = '', until = '', time_zone = 'Europe/Berlin'";

let folder: string;
let warehouse: Warehouse;
let counts: OttoCounts;

describe.skipIf(MISSING)("twenty sessions of a real shop", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-otto-"));
    counts = ottoCounts();
    warehouse = await openFolderWarehouse(folder);
    await migrate(warehouse);
    const rows = ottoEvents().map((event) =>
      eventRow(event as ValidEvent, {
        sourceId: "otto",
        sourceCurrency: "EUR",
        receivedAt: Date.UTC(2023, 0, 1),
      }),
    );
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
    await refreshVisits(warehouse);
  });

  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true });
  });

  it.each([
    ["30 minutes", "30min"],
    ["1 hour", "1h"],
    ["24 hours", "24h"],
    ["7 days", "7d"],
    ["ever", "ever"],
  ] as const)("leave as many carts within %s as were counted", async (window, name) => {
    const rows = await warehouse.query(
      `SELECT carts AS opened, converted_carts AS converted, abandoned_carts AS abandoned, round(abandonment_rate, 4) AS rate
       FROM cart_abandonment(${WHOLE}) WHERE window = '${window}'`,
    );
    expect(rows).toEqual([counts.carts[name]]);
  });

  it("are people of whom some put something into a cart, and some order", async () => {
    const rows = await warehouse.query(
      `SELECT maxIf(entered, step = 1) AS sessions, maxIf(entered, step = 2) AS with_cart,
         (SELECT uniqExact(customer_id) FROM orders WHERE source_id = 'otto') AS with_order,
         (SELECT uniqExact(customer_key) FROM carts(source = 'otto', windows = '') WHERE customer_key NOT IN (
            SELECT customer_key FROM safar_internal.orders_in_range(${WHOLE}))) AS cart_no_order
       FROM funnel(${WHOLE}, unit = 'customer', segment_by = '', within_hours = '100000', steps = '')`,
    );
    const { sessions, with_cart, with_order, cart_no_order } = counts.people;
    expect(rows).toEqual([{ sessions, with_cart, with_order, cart_no_order }]);
  });

  it("are listed with what they left behind, how much it is worth, and for how long", async () => {
    const carts = await warehouse.query<{ pieces: number; value: number; products: unknown[] }>(
      `SELECT * FROM abandoned_carts(${WHOLE}, window_hours = '24')`,
    );
    expect(carts).toHaveLength(counts.carts["24h"].abandoned);
    for (const { pieces, value } of carts) expect(value).toBe(10 * pieces);
    expect(carts.filter(({ products }) => products.length > 1).length).toBeGreaterThan(0);
  });
});
