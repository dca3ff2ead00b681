import { createReadStream, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/enrich/event-row.js";
import { migrate } from "../../src/migrate/migrate.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";
import { type ExpectedPeriod, MISSING, ORDERS } from "../journey/online-retail.js";

interface Expected {
  readonly kpis: {
    readonly month: readonly ExpectedPeriod[];
    readonly quarter: readonly ExpectedPeriod[];
    /** By month, the share of its customers who had bought before one of its orders. */
    readonly returning_rate_by_month: Readonly<Record<string, number>>;
  };
  /** By hours that all clocks are moved, and by month: customers, orders, revenue. */
  readonly tz_shift: Readonly<Record<string, Readonly<Record<string, [number, number, number]>>>>;
}

/** The shop's local times stand as UTC here, so that a zone so many hours off moves every clock by as much. */
const ZONES = { "0": "UTC", "9": "Etc/GMT-9", "-8": "Etc/GMT+8" } as const;

if (MISSING && process.env.CI) throw new Error(MISSING);
if (MISSING) console.warn(`Not run: ${MISSING}`);

let folder: string;
let warehouse: ChdbWarehouse;
let expected: Expected;

const byPeriod = (timeZone: string, period: string) =>
  warehouse.query<Record<string, number> & { period_start: string }>(`
    SELECT toString(period_start) AS period_start, toFloat64(orders) AS orders, toFloat64(customers) AS customers,
      toFloat64(first_time_customers) AS first_time, toFloat64(returning_customers) AS returning,
      toFloat64(toInt64(revenue * 1000)) AS revenue_minor, round(share_returning, 4) AS share_returning
    FROM kpi_by_period(source = 'shop', time_zone = '${timeZone}', period = '${period}') ORDER BY period_start`);

describe.skipIf(MISSING)("a real shop's year", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-online-retail-"));
    expected = JSON.parse(readFileSync(join(dirname(ORDERS), "expected.json"), "utf8"));
    warehouse = await openChdbWarehouse(folder);
    await migrate(warehouse);
    const rows: string[] = [];
    const lines = createReadStream(ORDERS)
      .pipe(createGunzip())
      .pipe(parse({ columns: true }));
    for await (const { invoice, customer_id, ordered_at, gross_value, kind } of lines) {
      if (kind !== "sale" || customer_id === "") continue;
      const event = {
        type: "track",
        event: "Order Completed",
        messageId: `invoice-${invoice}`,
        userId: customer_id,
        timestamp: `${ordered_at.replace(" ", "T")}Z`,
        properties: { order_id: invoice, revenue: gross_value },
      };
      rows.push(
        eventRow(event, { sourceId: "shop", sourceCurrency: "GBP", receivedAt: Date.UTC(2012, 0, 1) }),
      );
    }
    await warehouse.insert("event_rows", EVENT_COLUMNS, rows);
  });

  afterAll(async () => {
    await warehouse.close();
    await rm(folder, { recursive: true });
  });

  it.each(["month", "quarter"] as const)("has the figures of every %s", async (period) => {
    const told = expected.kpis[period].map((own) => ({
      period_start: firstDay(own.period),
      orders: own.orders,
      customers: own.active_end_E,
      first_time: own.new_N,
      returning: own.returning,
      revenue_minor: own.revenue_minor,
      share_returning: own.shopify_returning_rate_pct ?? 0,
    }));
    expect(await byPeriod("UTC", period)).toEqual(told);
  });

  it.each(Object.entries(ZONES))(
    "moved by %s hours has other months, and their figures",
    async (hours, zone) => {
      const told = Object.entries(expected.tz_shift[hours] ?? {}).map(
        ([month, [customers, orders, revenue]]) => ({
          period_start: firstDay(month),
          customers,
          orders,
          revenue_minor: Math.round(revenue * 1000),
        }),
      );
      expect(told).toHaveLength(13);
      expect(await byPeriod(zone, "month")).toMatchObject(told);
    },
  );

  it("tells, asked of the orders themselves, how many of a month's customers had bought before", async () => {
    const rows = await warehouse.query<{ month: string; rate: number }>(`
      SELECT formatDateTime(ordered_at, '%Y-%m') AS month,
        round(100 * uniqExactIf(customer_id, place > 1) / uniqExact(customer_id), 4) AS rate
      FROM (
        SELECT customer_id, ordered_at, row_number() OVER (PARTITION BY customer_id ORDER BY ordered_at, order_id) AS place
        FROM orders WHERE is_counted
      )
      GROUP BY month`);
    expect(Object.fromEntries(rows.map(({ month, rate }) => [month, rate]))).toEqual(
      expected.kpis.returning_rate_by_month,
    );
  });
});

/** The first day of a period written `2011-04` or `2011Q2`. */
function firstDay(period: string): string {
  const quarter = /^(\d{4})Q([1-4])$/.exec(period);
  return quarter ? `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, "0")}-01` : `${period}-01`;
}
