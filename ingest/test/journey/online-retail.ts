import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { ServeProcess } from "./serve-process.js";

const REPOSITORY = fileURLToPath(new URL("../../../", import.meta.url));
const FOLDER = join(resolve(REPOSITORY, process.env.SAFAR_DATA_SETS ?? "../shared/data"), "online-retail");

/** The orders of a real shop: UCI's "Online Retail", one row an invoice. */
export const ORDERS = join(FOLDER, "orders.csv.gz");

/** Why the data can't be used here, or undefined when it can. */
export const MISSING = existsSync(ORDERS)
  ? undefined
  : `The data set Online Retail is not in ${FOLDER}: name the folder above it with SAFAR_DATA_SETS.`;

/** How its columns map to orders, as said on the command line. */
export const MAPPING = [
  ...["--order-id", "invoice", "--customer", "customer_id", "--time", "ordered_at", "--value", "gross_value"],
  ...["--currency", "GBP", "--time-zone", "Europe/London", "--where", "kind=sale"],
];

/** A month or quarter of `expected.json`, which was computed independently of Safar; money in thousandths. */
export interface ExpectedPeriod {
  readonly period: string;
  readonly orders: number;
  readonly revenue_minor: number;
  readonly active_end_E: number;
  readonly new_N: number;
  readonly returning: number;
  readonly start_prev_active_S: number;
  readonly kept: number;
  readonly start_ever_S: number;
  readonly crr_literal_pct?: number;
  readonly crr_matched_pct?: number;
  readonly churn_matched_pct?: number;
  readonly shopify_returning_rate_pct?: number;
}

/** Every month and quarter of the data set, named as the views name their columns. */
export function expectedPeriods(period: "month" | "quarter") {
  const { kpis } = JSON.parse(readFileSync(join(FOLDER, "expected.json"), "utf8")) as {
    kpis: Record<typeof period, ExpectedPeriod[]>;
  };
  return kpis[period].map((expected) => ({
    period_start: firstDay(expected.period),
    orders: expected.orders,
    revenue: expected.revenue_minor / 1000,
    customers_at_start: expected.start_prev_active_S,
    customers_at_end: expected.active_end_E,
    first_time_customers: expected.new_N,
    won_back_customers: expected.returning - expected.kept,
    retained_customers: expected.kept,
    lapsed_customers: expected.start_prev_active_S - expected.kept,
    customers_before: expected.start_ever_S,
    retention_rate: expected.crr_matched_pct ?? null,
    churn_rate: expected.churn_matched_pct ?? null,
    retention_rate_first_time_only: expected.crr_literal_pct ?? null,
    share_returning: expected.shopify_returning_rate_pct ?? 0,
  }));
}

/** The first day of a period written `2011-04` or `2011Q2`. */
function firstDay(period: string): string {
  const quarter = /^(\d{4})Q([1-4])$/.exec(period);
  return quarter ? `${quarter[1]}-${String(Number(quarter[2]) * 3 - 2).padStart(2, "0")}-01` : `${period}-01`;
}

const rangeSince = (since: string) =>
  `source = 'shop', since = '${since}', until = '2012-01-01', time_zone = 'Europe/London'`;

/** A period belongs to a range when its first day does. */
const FIRST_DAY = { month: "2010-12-01", quarter: "2010-10-01" } as const;

const COUNTS = [
  "orders",
  "customers_at_start",
  "customers_at_end",
  "first_time_customers",
  "won_back_customers",
  "retained_customers",
  "lapsed_customers",
  "customers_before",
];
const RATES = ["retention_rate", "churn_rate", "retention_rate_first_time_only", "share_returning"];

/** The same from the views, rates rounded to the four digits of `expected.json`. */
export async function viewedPeriods(server: ServeProcess, period: "month" | "quarter") {
  const columns = [
    ...COUNTS.map((name) => `toFloat64(${name}) AS ${name}`),
    ...RATES.map((name) => `round(${name}, 4) AS ${name}`),
  ];
  const retention = await server.rows<{ period_start: string }>(
    `SELECT toString(period_start) AS period_start, ${columns.join(", ")}
     FROM safar.retention_rate(${rangeSince(FIRST_DAY[period])}, period = '${period}') ORDER BY period_start`,
  );
  const money = await server.rows<{ start: string; revenue: string }>(
    `SELECT toString(period_start) AS start, toString(revenue) AS revenue
     FROM safar.kpi_by_period(source = 'shop', time_zone = 'Europe/London', period = '${period}')`,
  );
  const revenues = new Map(money.map(({ start, revenue }) => [start, Number(revenue)]));
  return retention.map((row) => ({ ...row, revenue: revenues.get(row.period_start) }));
}

/** The five figures of the whole data set. */
export function wholeFigures(server: ServeProcess) {
  const range = rangeSince("2010-12-01");
  return server.rows(`
    SELECT toFloat64(f.customers) AS customers, toFloat64(f.orders) AS orders, toString(v.revenue) AS revenue,
           round(r.repeat_customer_rate, 4) AS repeat_customer_rate,
           round(f.purchase_frequency, 6) AS purchase_frequency,
           toString(a.average_order_value) AS average_order_value, toString(v.customer_value) AS customer_value
    FROM safar.repeat_customer_rate(${range}) AS r, safar.purchase_frequency(${range}) AS f,
         safar.average_order_value(${range}) AS a, safar.customer_value(${range}) AS v`);
}
