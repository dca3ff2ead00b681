import type {
  AverageOrderValue,
  CustomerValue,
  FigureRange,
  Figures,
  PurchaseFrequency,
  RepeatCustomerRate,
} from "../../../ask/report/figures.js";
import { moneyRatioText, moneyText, percent } from "./arithmetic.js";
import { localDate } from "./calendar.js";
import type { OrderRecord } from "./ledger.js";
import { ordersByCustomer, type Purchase, purchasesOf } from "./purchases.js";
import { ledgerRetention } from "./retention.js";

/**
 * The five KPIs from the shop's ledger, in plain arithmetic. The views must give the same to the last digit.
 *
 * @param range its `since` and `until` are dates
 */
export function ledgerFigures(orders: readonly OrderRecord[], range: FigureRange): Figures {
  const all = purchasesOf(orders, range.timeZone);
  const inRange = all.filter(({ date }) => isIn(date, range));
  return {
    repeatCustomerRate: repeatCustomerRate(inRange),
    purchaseFrequency: purchaseFrequency(inRange, orders, range),
    averageOrderValue: byCurrency(all).map(([currency, own]) => averageOrderValue(currency, own, range)),
    customerValue: byCurrency(inRange).map(([currency, own]) => customerValue(currency, own)),
    retention: ledgerRetention(all, range),
  };
}

function repeatCustomerRate(purchases: readonly Purchase[]): RepeatCustomerRate {
  const counts = [...ordersByCustomer(purchases).values()];
  const customers = counts.length;
  const repeatCustomers = counts.filter((orders) => orders > 1).length;
  return { customers, repeatCustomers, repeatCustomerRate: percent(repeatCustomers, customers) };
}

function purchaseFrequency(
  purchases: readonly Purchase[],
  orders: readonly OrderRecord[],
  range: FigureRange,
): PurchaseFrequency {
  const customers = ordersByCustomer(purchases).size;
  const withoutValue = orders.filter(
    ({ value, cancelled, test, placedAt }) =>
      !cancelled && !test && !value && isIn(localDate(placedAt, range.timeZone), range),
  );
  return {
    customers,
    orders: purchases.length,
    ordersWithoutValue: withoutValue.length,
    purchaseFrequency: customers === 0 ? null : purchases.length / customers,
  };
}

function averageOrderValue(
  currency: string,
  purchases: readonly Purchase[],
  range: FigureRange,
): AverageOrderValue {
  const placed = purchases.filter(({ date }) => isIn(date, range));
  const revenue = sumOfCents(placed);
  const refunds = sumOfCents(purchases.flatMap((own) => own.refunds).filter(({ date }) => isIn(date, range)));
  return {
    currency,
    orders: placed.length,
    revenue: moneyText(revenue),
    refunds: moneyText(refunds),
    netRevenue: moneyText(revenue - refunds),
    averageOrderValue: moneyRatioText(revenue, placed.length),
    netAverageOrderValue: moneyRatioText(revenue - refunds, placed.length),
  };
}

function customerValue(currency: string, purchases: readonly Purchase[]): CustomerValue {
  const customers = ordersByCustomer(purchases).size;
  const revenue = sumOfCents(purchases);
  return {
    currency,
    customers,
    orders: purchases.length,
    revenue: moneyText(revenue),
    purchaseFrequency: purchases.length / customers,
    averageOrderValue: moneyRatioText(revenue, purchases.length),
    customerValue: moneyRatioText(revenue, customers),
  };
}

function isIn(date: string, { since, until }: FigureRange): boolean {
  return since <= date && date < until;
}

function sumOfCents(amounts: readonly { readonly cents: bigint }[]): bigint {
  return amounts.reduce((sum, { cents }) => sum + cents, 0n);
}

function byCurrency(purchases: readonly Purchase[]): [string, Purchase[]][] {
  const currencies = [...new Set(purchases.map(({ currency }) => currency))].sort();
  return currencies.map((currency) => [currency, purchases.filter((own) => own.currency === currency)]);
}
