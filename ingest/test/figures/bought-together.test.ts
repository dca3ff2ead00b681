import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { insertRetailOrders, LINES_MISSING, type RetailOrder, retailOrders } from "./online-retail-lines.js";

const RANGE = "source = 'shop', since = '', until = '', time_zone = 'UTC'";

if (LINES_MISSING && process.env.CI) throw new Error(LINES_MISSING);
if (LINES_MISSING) console.warn(`Not run: ${LINES_MISSING}`);

describe.skipIf(LINES_MISSING)("what is bought together in a real shop", { timeout: 300_000 }, () => {
  let folder: string;
  let warehouse: Warehouse;
  let orders: RetailOrder[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-retail-"));
    warehouse = await openFolderWarehouse(folder);
    await migrate(warehouse);
    orders = await retailOrders();
    await insertRetailOrders(warehouse, orders);
  });
  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true });
  });

  it.each([50])("is counted from all products of each order, in at least %i orders", async (least) => {
    const rows = await warehouse.query<Record<string, number | string>>(
      `SELECT product_a, product_b, toUInt32(orders_together) AS together, toUInt32(orders_a) AS a, toUInt32(orders_b) AS b,
         share_of_a AS share, lift
       FROM bought_together(${RANGE}, min_orders = '${least}') ORDER BY product_a, product_b`,
    );
    expect(rows.map(rounded)).toEqual(pairsOf(orders, least).map(rounded));
    expect(rows).toContainEqual(
      expect.objectContaining({ product_a: "22386", product_b: "85099B", together: 546 }),
    );
  });

  it("no basket is cut short: pairs of the longest order are counted", async () => {
    const longest = orders.reduce((one, other) =>
      distinct(other).length > distinct(one).length ? other : one,
    );
    expect(distinct(longest).length).toBeGreaterThan(500);
    await insertRetailOrders(warehouse, [longest], Date.now(), "one");
    const [{ pairs } = { pairs: 0 }] = await warehouse.query<{ pairs: number }>(
      `SELECT toUInt32(count()) AS pairs FROM bought_together(${RANGE.replace("shop", "one")}, min_orders = '1')`,
    );
    expect(pairs).toBe((distinct(longest).length * (distinct(longest).length - 1)) / 2);
  });
});

const distinct = ({ products }: RetailOrder) =>
  [...new Set(products.map(({ product_id: id }) => id))].sort(bytewise);
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
/** Two orders of computing a ratio may differ in its last digit. */
const rounded = ({ share, lift, ...row }: Record<string, number | string>) => ({
  ...row,
  share: Number(Number(share).toPrecision(12)),
  lift: Number(Number(lift).toPrecision(12)),
});

/** The same counted by hand, from the lines of the file: how often each product stands beside each. */
function pairsOf(orders: readonly RetailOrder[], least: number) {
  const ids = [...new Set(orders.flatMap(distinct))].sort(bytewise);
  const placeOf = new Map(ids.map((id, place) => [id, place]));
  const beside = new Uint32Array(ids.length ** 2);
  for (const order of orders) {
    const places = distinct(order).map((id) => placeOf.get(id)!);
    for (const one of places) for (const other of places) beside[one * ids.length + other]!++;
  }
  const rows: Record<string, number | string>[] = [];
  for (const [one, product_a] of ids.entries()) {
    for (let other = one + 1; other < ids.length; other++) {
      const together = beside[one * ids.length + other]!;
      if (together < least) continue;
      const [a = 0, b = 0] = [one, other].map((place) => beside[place * (ids.length + 1)]);
      const share = (100 * together) / a;
      rows.push({
        product_a,
        product_b: ids[other]!,
        together,
        a,
        b,
        share,
        lift: (together * orders.length) / (a * b),
      });
    }
  }
  return rows;
}
