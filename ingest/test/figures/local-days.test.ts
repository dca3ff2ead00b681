import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow, type ValidEvent } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/** Orders at the edges of days, months and years of a shop's own clock, and how clients ask for them. */
let folder: string;
let warehouse: Warehouse;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-local-days-"));
  warehouse = await openFolderWarehouse(folder);
  await migrate(warehouse);
  await orders("dst", [
    "2024-03-10T04:59:59.999Z",
    "2024-03-10T05:00:00Z",
    "2024-03-11T03:59:59.999Z",
    "2024-03-11T04:00:00Z",
  ]);
  await orders("year", ["2023-01-01T01:50:00Z"]);
  await orders("spring", ["2025-03-01T12:00:00Z"]);
  await warehouse.insert(
    "sources",
    ["source_id", "time_zone", "currency", "updated_at"],
    [
      '["dst","America/New_York","USD",1]',
      '["year","America/Menominee","USD",1]',
      '["spring","UTC","EUR",1]',
    ],
  );
});

afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

async function orders(sourceId: string, times: readonly string[]): Promise<void> {
  const rows = times.map((timestamp, place) => {
    const event = {
      type: "track",
      messageId: `${sourceId}-${place}`,
      event: "Order Completed",
      timestamp,
      userId: `u${place}`,
      properties: { order_id: `o${place}`, revenue: 1 },
    };
    return eventRow(event as ValidEvent, { sourceId, sourceCurrency: "USD", receivedAt: Date.now() });
  });
  await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
}

const rowsOf = (select: string) => warehouse.query<Record<string, unknown>>(select);

it("a day of 23 hours has the orders of its first and of its last moment, and no other", async () => {
  const zone = "time_zone = 'America/New_York'";
  const days = `source = 'dst', since = '2024-03-09', until = '2024-03-12', ${zone}`;
  expect(
    await rowsOf(
      `SELECT toString(period_start) AS day, orders FROM retention_rate(${days}, period = 'day') ORDER BY day`,
    ),
  ).toEqual([
    { day: "2024-03-09", orders: 1 },
    { day: "2024-03-10", orders: 2 },
    { day: "2024-03-11", orders: 1 },
  ]);
  expect(
    await rowsOf(
      `SELECT toString(period_start) AS day, orders FROM kpi_by_period(source = 'dst', ${zone}, period = 'day') WHERE orders > 0 ORDER BY day`,
    ),
  ).toEqual([
    { day: "2024-03-09", orders: 1 },
    { day: "2024-03-10", orders: 2 },
    { day: "2024-03-11", orders: 1 },
  ]);
  const day = `source = 'dst', since = '2024-03-10', until = '2024-03-11', ${zone}`;
  for (const view of [
    "average_order_value",
    "customer_value",
    "purchase_frequency",
    "safar_internal.kpi_totals",
  ])
    expect((await rowsOf(`SELECT orders FROM ${view}(${day})`))[0], view).toEqual({ orders: 2 });
});

it("an order of the last evening of a year is of that year and of December, in every view", async () => {
  const zone = "time_zone = 'America/Menominee'";
  const year = `source = 'year', since = '2022-01-01', until = '2023-01-01', ${zone}`;
  for (const view of [
    "average_order_value",
    "customer_value",
    "purchase_frequency",
    "safar_internal.kpi_totals",
  ])
    expect((await rowsOf(`SELECT orders FROM ${view}(${year})`))[0], view).toEqual({ orders: 1 });
  expect(
    await rowsOf(
      "SELECT toString(month) AS month, orders FROM kpi_by_month WHERE source_id = 'year' AND orders > 0",
    ),
  ).toEqual([{ month: "2022-12-01", orders: 1 }]);
  expect(
    await rowsOf(
      `SELECT toString(period_start) AS month, orders FROM retention_rate(source = 'year', since = '2022-12-01', until = '2023-02-01', ${zone}, period = 'month') ORDER BY month`,
    ),
  ).toEqual([
    { month: "2022-12-01", orders: 1 },
    { month: "2023-01-01", orders: 0 },
  ]);
  expect(
    await rowsOf(
      `SELECT toString(cohort_start) AS cohort FROM cohort_retention(source = 'year', since = '2022-12-01', until = '2023-01-01', ${zone}, period = 'month', currency = '')`,
    ),
  ).toEqual([{ cohort: "2022-12-01" }]);
});

it.each([
  "ordered_at >= '2025-03-01 00:00:00.000000' AND ordered_at < '2025-04-01 00:00:00.000000'",
  "ordered_at >= toDateTime('2025-03-01 00:00:00')",
  "toDate(ordered_at) BETWEEN '2025-03-01' AND '2025-03-31'",
  "ordered_at >= toDateTime64('2025-03-01 12:00:00.000', 6)",
])("an order is found by a client's condition: %s", async (condition) => {
  expect(
    await rowsOf(`SELECT count() AS found FROM orders WHERE source_id = 'spring' AND ${condition}`),
  ).toEqual([{ found: 1 }]);
});

it("months without an order are zero, up to that of today, which is not over", async () => {
  const months = await rowsOf(
    "SELECT toString(month) AS month, is_complete, orders, toString(revenue) AS revenue, average_order_value FROM kpi_by_month WHERE source_id = 'spring' ORDER BY month",
  );
  const [first, second] = months;
  expect(first).toEqual({
    month: "2025-03-01",
    is_complete: 1,
    orders: 1,
    revenue: "1",
    average_order_value: 1,
  });
  expect(second).toEqual({
    month: "2025-04-01",
    is_complete: 1,
    orders: 0,
    revenue: "0",
    average_order_value: null,
  });
  const thisMonth = `${new Date().toISOString().slice(0, 7)}-01`;
  expect(months.at(-1)).toMatchObject({ month: thisMonth, is_complete: 0, orders: 0 });
  expect(months.map(({ is_complete }) => is_complete)).toEqual([
    ...Array.from({ length: months.length - 1 }, () => 1),
    0,
  ]);
});
