import { createReadStream, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { openFolderWarehouse } from "../../src/store/engine/folder-warehouse.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import { type ExpectedPeriod, MISSING, ORDERS } from "../journey/online-retail.js";

interface Expected {
  readonly kpis: {
    readonly month: readonly ExpectedPeriod[];
    readonly quarter: readonly ExpectedPeriod[];
    /** By month, the share of its customers who had bought before one of its orders. */
    readonly returning_rate_by_month: Readonly<Record<string, number>>;
  };
  readonly extra: {
    readonly OR_lifecycle_month: Readonly<
      Record<string, { new: number; returning: number; resurrecting: number; dormant: number }>
    >;
    readonly OR_rfm: {
      readonly tied: Readonly<Record<"R" | "F" | "M", Readonly<Record<string, number>>>> &
        Readonly<Record<"n555" | "n111" | "rf_ge4_m_ge4" | "atrisk_r_le2_f_ge4", number>>;
    };
    /** Money in thousandths of a pound. */
    readonly OR_rfm_stats: Readonly<Record<"R_max" | "R_min" | "R_median" | "F_max" | "M_max", number>>;
    readonly OR_gap_days: Readonly<Record<"n" | "mean" | "median" | "p90", number>>;
    readonly OR_second_order_within_90d: { readonly n: number; readonly rate: number };
  } & Readonly<Record<`OR_churned_no_order_${number}d`, { readonly n: number; readonly rate: number }>>;
  /** By hours that all clocks are moved, and by month: customers, orders, revenue. */
  readonly tz_shift: Readonly<Record<string, Readonly<Record<string, [number, number, number]>>>>;
}

/** The shop's local times stand as UTC here, so that a zone so many hours off moves every clock by as much. */
const ZONES = { "0": "UTC", "9": "Etc/GMT-9", "-8": "Etc/GMT+8" } as const;

if (MISSING && process.env.CI) throw new Error(MISSING);
if (MISSING) console.warn(`Not run: ${MISSING}`);

let folder: string;
let warehouse: Warehouse;
let expected: Expected;

const byPeriod = (timeZone: string, period: string) =>
  warehouse.query<Record<string, number> & { period_start: string }>(`
    SELECT toString(period_start) AS period_start, toFloat64(orders) AS orders, toFloat64(customers) AS customers,
      toFloat64(first_time_customers) AS first_time, toFloat64(returning_customers) AS returning,
      toFloat64(toInt64(revenue * 1000)) AS revenue_minor, round(share_returning, 4) AS share_returning
    FROM kpi_by_period(source = 'shop', time_zone = '${timeZone}', period = '${period}')
    WHERE period_start < '2012-01-01' ORDER BY period_start`);

describe.skipIf(MISSING)("a real shop's year", () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-online-retail-"));
    expected = JSON.parse(readFileSync(join(dirname(ORDERS), "expected.json"), "utf8"));
    warehouse = await openFolderWarehouse(folder);
    await migrate(warehouse);
    const rows: string[] = [];
    const lines = createReadStream(ORDERS)
      .pipe(createGunzip())
      .pipe(parse({ columns: true }));
    for await (const { invoice, customer_id, ordered_at, gross_value, kind } of lines) {
      if (kind !== "sale" || customer_id === "") continue;
      const event = {
        type: "track" as const,
        event: "Order Completed",
        messageId: `invoice-${invoice}`,
        userId: customer_id,
        timestamp: `${ordered_at.replace(" ", "T")}Z`,
        properties: { order_id: invoice, revenue: gross_value },
      };
      rows.push(
        eventRow(event, {
          ...{ sourceId: "shop", sourceCurrency: "GBP", receivedAt: Date.UTC(2012, 0, 1) },
          // "139.120" as text may else mean a hundred and thirty-nine thousand, and is not counted
          decimal: "point",
        }),
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

  const whole = "source = 'shop', since = '2010-12-01', until = '2011-12-10', time_zone = 'UTC'";

  it("has the new, returning, won back and lapsed customers of every month", async () => {
    const rows = await warehouse.query(
      `SELECT * EXCEPT (period_start, active_customers, is_complete) FROM customer_lifecycle(${whole}, period = 'month') ORDER BY period_start`,
    );
    expect(rows).toEqual(
      Object.entries(expected.extra.OR_lifecycle_month).map(([month, own]) => ({
        period_label: month,
        new_customers: own.new,
        returning_customers: own.returning,
        won_back_customers: own.resurrecting,
        lapsed_customers: own.dormant,
      })),
    );
  });

  it("has cohorts whose first month is that of the new customers", async () => {
    const rows = await warehouse.query<{ cohort_label: string; customers: number }>(
      `SELECT cohort_label, toUInt32(customers) AS customers FROM cohort_retention(${whole}, period = 'month', currency = '')
       WHERE period_index = 0 ORDER BY cohort_start`,
    );
    expect(rows).toEqual(
      Object.entries(expected.extra.OR_lifecycle_month).map(([month, own]) => ({
        cohort_label: month,
        customers: own.new,
      })),
    );
  });

  it("scores its customers by recency, frequency and money, equal ones alike", async () => {
    const { tied } = expected.extra.OR_rfm;
    for (const [name, score] of [
      ["R", "r_score"],
      ["F", "f_score"],
      ["M", "m_score"],
    ] as const) {
      const rows = await warehouse.query<{ score: number; customers: number }>(
        `SELECT ${score} AS score, toUInt32(count()) AS customers FROM rfm(${whole}, currency = 'GBP') GROUP BY score ORDER BY score`,
      );
      expect(Object.fromEntries(rows.map((row) => [row.score, row.customers])), name).toEqual(tied[name]);
    }
    const [found] = await warehouse.query(
      `SELECT countIf(rfm = '555') AS n555, countIf(rfm = '111') AS n111,
         countIf(r_score >= 4 AND f_score >= 4 AND m_score >= 4) AS rf_ge4_m_ge4,
         countIf(r_score <= 2 AND f_score >= 4) AS atrisk_r_le2_f_ge4,
         max(recency_days) AS R_max, min(recency_days) AS R_min, quantileExact(0.5)(recency_days) AS R_median,
         max(orders) AS F_max, toUInt64(max(monetary) * 1000) AS M_max
       FROM rfm(${whole}, currency = '')`,
    );
    const { n555, n111, rf_ge4_m_ge4, atrisk_r_le2_f_ge4 } = tied;
    expect(found).toEqual({
      ...{ n555, n111, rf_ge4_m_ge4, atrisk_r_le2_f_ge4 },
      ...expected.extra.OR_rfm_stats,
    });
  });

  it("has the gaps between its customers' orders", async () => {
    const [found] = await warehouse.query(
      `SELECT gaps AS n, round(mean_days, 4) AS mean, round(median_days, 4) AS median, round(p90_days, 4) AS p90
       FROM purchase_gaps(${whole})`,
    );
    expect(found).toEqual(expected.extra.OR_gap_days);
  });

  it("has customers who went silent, and such as came back within 90 days", async () => {
    const rows = await warehouse.query<Record<string, number>>(
      `SELECT days, lapsed_customers AS n, round(lapse_rate, 4) AS rate, second_order_within, round(second_order_rate, 4) AS second_rate
       FROM lapse(${whole}) ORDER BY days`,
    );
    for (const days of [30, 60, 90, 180, 365]) {
      const found = rows.find((row) => row.days === days);
      expect({ n: found?.n, rate: found?.rate }, `${days} days`).toEqual(
        expected.extra[`OR_churned_no_order_${days}d`],
      );
    }
    const ninety = rows.find((row) => row.days === 90);
    expect({ n: ninety?.second_order_within, rate: ninety?.second_rate }).toEqual(
      expected.extra.OR_second_order_within_90d,
    );
  });
});

/** The first day of a period written `2011-04` or `2011Q2`. */
function firstDay(period: string): string {
  const quarter = /^(\d{4})Q([1-4])$/.exec(period);
  return quarter ? `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, "0")}-01` : `${period}-01`;
}
