import type { FigureRange } from "../../ask/report/figures.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { moneyRatioText, moneyText } from "./ledger/arithmetic.js";
import type { OrderRecord } from "./ledger/ledger.js";
import { purchasesOf } from "./ledger/purchases.js";

/** One customer's purchases in one currency. */
export interface CustomerFigures {
  readonly customerId: string;
  readonly currency: string;
  readonly orders: number;
  readonly revenue: string;
  readonly averageOrderValue: string | null;
}

/** The number of customers for whom the views and the ledger agree. */
export interface CustomerComparison {
  readonly asked: number;
  readonly booked: number;
  readonly equal: number;
}

/** Queries each customer's value from the view. */
export function askCustomers(warehouse: Warehouse, range: FigureRange): Promise<CustomerFigures[]> {
  const { source, since, until, timeZone } = range;
  return warehouse.query<CustomerFigures>(
    "SELECT customer_id AS customerId, toString(currency) AS currency, toFloat64(orders) AS orders, " +
      "toString(revenue) AS revenue, toString(average_order_value) AS averageOrderValue " +
      "FROM safar.customer_value_by_customer(source = {source:String}, since = {since:String}, " +
      "until = {until:String}, time_zone = {timeZone:String})",
    { source, since, until, timeZone },
  );
}

/** Computes the same from the ledger. */
export function bookedCustomers(orders: readonly OrderRecord[], range: FigureRange): CustomerFigures[] {
  const sums = new Map<string, { customerId: string; currency: string; orders: number; cents: bigint }>();
  for (const { customerId, currency, date, cents } of purchasesOf(orders, range.timeZone)) {
    if (date < range.since || date >= range.until) continue;
    const key = JSON.stringify([customerId, currency]);
    const sum = sums.get(key) ?? { customerId, currency, orders: 0, cents: 0n };
    sum.orders += 1;
    sum.cents += cents;
    sums.set(key, sum);
  }
  return [...sums.values()].map(({ cents, ...sum }) => ({
    ...sum,
    revenue: moneyText(cents),
    averageOrderValue: moneyRatioText(cents, sum.orders),
  }));
}

/** Counts the customers whose figures are exactly equal on both sides. */
export function compareCustomers(
  asked: readonly CustomerFigures[],
  booked: readonly CustomerFigures[],
): CustomerComparison {
  const known = new Set(asked.map(asText));
  const equal = booked.filter((customer) => known.has(asText(customer))).length;
  return { asked: asked.length, booked: booked.length, equal };
}

function asText({ customerId, currency, orders, revenue, averageOrderValue }: CustomerFigures): string {
  return JSON.stringify([customerId, currency, orders, revenue, averageOrderValue]);
}
