import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";
import { shopFigures } from "../../../src/try/demo-shop/shop-figures.js";

let folder: string;
let warehouse: Warehouse;
let asked = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-shop-figures-"));
  const real = await openFolderWarehouse(folder);
  await migrate(real);
  await real.insert("sources", ["source_id", "updated_at"], ['["demo-shop",1]']);
  warehouse = {
    ...real,
    query(select, params) {
      asked += 1;
      return real.query(select, params);
    },
  };
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

it("asks once for all who want the figures within a second, and anew after it", async () => {
  const figures = shopFigures(warehouse, "Asia/Tehran");
  const now = Date.UTC(2026, 0, 31, 21, 0);
  const first = await Promise.all(Array.from({ length: 30 }, (_, n) => figures(now + n)));
  const questions = asked;
  expect(new Set(first).size).toBe(1);
  await figures(now + 999);
  expect(asked).toBe(questions);
  await figures(now + 1_000);
  expect(asked).toBe(2 * questions);
});

it("looks back over six months of the source's own calendar", async () => {
  // 21:00 in London is already the first of February in Tehran.
  const { range, figures } = await shopFigures(warehouse, "Asia/Tehran")(Date.UTC(2026, 0, 31, 21, 0));
  expect(range).toMatchObject({ since: "2025-09-01", until: "2026-02-02", timeZone: "Asia/Tehran" });
  expect(figures.retention.map(({ periodStart }) => periodStart)).toEqual([
    "2025-09-01",
    "2025-10-01",
    "2025-11-01",
    "2025-12-01",
    "2026-01-01",
    "2026-02-01",
  ]);
});

it("tries again after the warehouse failed", async () => {
  let isBroken = true;
  const figures = shopFigures(
    {
      ...warehouse,
      query: (select, params) =>
        isBroken ? Promise.reject(new Error("away")) : warehouse.query(select, params),
    },
    "UTC",
  );
  const now = Date.UTC(2026, 0, 1);
  await expect(figures(now)).rejects.toThrow("away");
  isBroken = false;
  expect((await figures(now + 1)).figures.retention).toHaveLength(6);
});
