import { isOver, localTime, nextPeriod, type Period, periodStart } from "./local-clock.js";
import type { Micros, ModelOrder } from "./orders-model.js";

/** The columns of the KPI views, computed from orders in plain code. Money is decimal text with six places. */
export interface Range {
  /** `YYYY-MM-DD hh:mm:ss` of a clock in the time zone: the first second of the range, … */
  readonly since: string;
  /** … and the first one after it. */
  readonly until: string;
  readonly timeZone: string;
}

const ratio = (a: number, b: number, factor = 1) => (b === 0 ? null : (factor * a) / b);

function within({ since, until, timeZone }: Range): (at: number) => boolean {
  return (at) => {
    const shown = localTime(at, timeZone);
    return shown >= since && shown < until;
  };
}

function countBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

function ordersWithin(orders: readonly ModelOrder[], range: Range): ModelOrder[] {
  const isWithin = within(range);
  return orders.filter(({ counted, at }) => counted && isWithin(at));
}

const sum = (amounts: readonly Micros[]) => amounts.reduce((total, amount) => total + amount, 0n);
const revenueOf = (orders: readonly ModelOrder[]) => sum(orders.map(({ value }) => value ?? 0n));
const customersOf = (orders: readonly ModelOrder[]) => countBy(orders, ({ customer }) => customer);

export function repeatCustomerRate(orders: readonly ModelOrder[], range: Range) {
  const customers = [...customersOf(ordersWithin(orders, range)).values()];
  const repeat = customers.filter((of) => of.length > 1).length;
  return {
    customers: customers.length,
    repeat_customers: repeat,
    repeat_customer_rate: ratio(repeat, customers.length, 100),
  };
}

export function purchaseFrequency(orders: readonly ModelOrder[], range: Range) {
  const counted = ordersWithin(orders, range);
  const isWithin = within(range);
  const customers = customersOf(counted).size;
  return {
    customers,
    orders: counted.length,
    orders_without_value: orders.filter(({ withoutValue, at }) => withoutValue && isWithin(at)).length,
    purchase_frequency: ratio(counted.length, customers),
  };
}

export function averageOrderValue(orders: readonly ModelOrder[], range: Range) {
  const isWithin = within(range);
  const counted = orders.filter((order) => order.counted);
  return [...countBy(counted, ({ currency }) => currency)]
    .map(([currency, all]) => {
      const placed = all.filter(({ at }) => isWithin(at));
      const given = all.flatMap(({ refunds }) => refunds).filter(({ at }) => isWithin(at));
      const revenue = revenueOf(placed);
      const refunds = sum(given.map(({ amount }) => amount));
      return { currency, placed: placed.length, revenue, refunds };
    })
    .filter(({ placed, refunds }) => placed > 0 || refunds > 0n)
    .map(({ currency, placed, revenue, refunds }) => ({
      currency,
      orders: placed,
      revenue: decimal(revenue),
      refunds: decimal(refunds),
      net_revenue: decimal(revenue - refunds),
      average_order_value: average(revenue, placed),
      net_average_order_value: average(revenue - refunds, placed),
    }))
    .sort(byCurrency);
}

export function customerValue(orders: readonly ModelOrder[], range: Range) {
  return [...countBy(ordersWithin(orders, range), ({ currency }) => currency)]
    .map(([currency, of]) => {
      const customers = customersOf(of).size;
      const revenue = revenueOf(of);
      return {
        currency,
        customers,
        orders: of.length,
        revenue: decimal(revenue),
        purchase_frequency: ratio(of.length, customers),
        average_order_value: average(revenue, of.length),
        customer_value: average(revenue, customers),
      };
    })
    .sort(byCurrency);
}

export function customerValueByCustomer(orders: readonly ModelOrder[], range: Range) {
  return [...countBy(ordersWithin(orders, range), ({ customer, currency }) => `${customer}\n${currency}`)]
    .map(([key, of]) => {
      const [customer = "", currency = ""] = key.split("\n");
      const revenue = revenueOf(of);
      return {
        customer,
        currency,
        orders: of.length,
        first_order_at: Math.min(...of.map(({ at }) => at)),
        last_order_at: Math.max(...of.map(({ at }) => at)),
        revenue: decimal(revenue),
        average_order_value: average(revenue, of.length),
        customer_value: decimal(revenue),
      };
    })
    .sort((a, b) => compare(a.customer, b.customer) || byCurrency(a, b));
}

export function retentionRate(
  orders: readonly ModelOrder[],
  { since, until, timeZone }: Range,
  period: Period,
) {
  const bought = new Map<string, Set<string>>();
  const first = new Map<string, string>();
  const count = new Map<string, number>();
  for (const { customer, at, counted } of orders) {
    if (!counted) continue;
    const start = periodStart(localTime(at, timeZone).slice(0, 10), period);
    bought.set(start, (bought.get(start) ?? new Set()).add(customer));
    count.set(start, (count.get(start) ?? 0) + 1);
    const known = first.get(customer);
    if (known === undefined || start < known) first.set(customer, start);
  }
  const rows = [];
  let before = periodStart("1900-01-01", period);
  for (
    let start = nextPeriod(before, period);
    `${start} 00:00:00` < until;
    before = start, start = nextPeriod(start, period)
  ) {
    if (`${start} 00:00:00` < since) continue;
    const atStart = bought.get(before) ?? new Set();
    const atEnd = [...(bought.get(start) ?? [])];
    const firstTime = atEnd.filter((customer) => first.get(customer) === start).length;
    const retained = atEnd.filter((customer) => atStart.has(customer)).length;
    rows.push({
      period_start: start,
      is_complete: Number(isOver(start, period, timeZone)),
      customers_at_start: atStart.size,
      customers_at_end: atEnd.length,
      first_time_customers: firstTime,
      won_back_customers: atEnd.length - firstTime - retained,
      retained_customers: retained,
      lapsed_customers: atStart.size - retained,
      customers_before: [...first.values()].filter((of) => of < start).length,
      orders: count.get(start) ?? 0,
      retention_rate: ratio(retained, atStart.size, 100),
      churn_rate: ratio(atStart.size - retained, atStart.size, 100),
      retention_rate_first_time_only: ratio(atEnd.length - firstTime, atStart.size, 100),
      share_returning: ratio(atEnd.length - firstTime, atEnd.length, 100),
    });
  }
  return rows;
}

/** First days of the periods from one to that of today. */
function periodsUntilToday(first: string, timeZone: string, period: Period): string[] {
  const today = localTime(Date.now(), timeZone).slice(0, 10);
  const found: string[] = [];
  for (let start = first; start <= today; start = nextPeriod(start, period)) found.push(start);
  return found;
}

/** The rows of `kpi_by_period`: each speaks of its currency alone, and periods without an order are zero. */
export function kpiByPeriod(orders: readonly ModelOrder[], timeZone: string, period: Period) {
  const periodOf = (at: number) => periodStart(localTime(at, timeZone).slice(0, 10), period);
  const counted = orders.filter((order) => order.counted);
  return [...countBy(counted, ({ currency }) => currency)]
    .flatMap(([currency, all]) => {
      const placed = countBy(all, ({ at }) => periodOf(at));
      const given = countBy(
        all.flatMap(({ refunds }) => refunds),
        ({ at }) => periodOf(at),
      );
      const first = new Map<string, string>();
      for (const { customer, at } of all) {
        const start = periodOf(at);
        const known = first.get(customer);
        if (known === undefined || start < known) first.set(customer, start);
      }
      const earliest = [...placed.keys()].sort()[0]!;
      const starts = [...placed.keys(), ...given.keys(), ...periodsUntilToday(earliest, timeZone, period)];
      return [...new Set(starts)].map((start) => {
        const own = placed.get(start) ?? [];
        const customers = [...customersOf(own)];
        const firstTime = customers.filter(([customer]) => first.get(customer) === start).length;
        const repeat = customers.filter(([, of]) => of.length > 1).length;
        const revenue = revenueOf(own);
        const refunds = sum((given.get(start) ?? []).map(({ amount }) => amount));
        return {
          period_start: start,
          is_complete: Number(isOver(start, period, timeZone)),
          currency,
          orders: own.length,
          customers: customers.length,
          first_time_customers: firstTime,
          returning_customers: customers.length - firstTime,
          repeat_customers: repeat,
          revenue: decimal(revenue),
          refunds: decimal(refunds),
          net_revenue: decimal(revenue - refunds),
          average_order_value: average(revenue, own.length),
          net_average_order_value: average(revenue - refunds, own.length),
          purchase_frequency: ratio(own.length, customers.length),
          customer_value: average(revenue, customers.length),
          repeat_customer_rate: ratio(repeat, customers.length, 100),
          share_returning: ratio(customers.length - firstTime, customers.length, 100),
        };
      });
    })
    .sort((a, b) => compare(a.period_start, b.period_start) || byCurrency(a, b));
}

/** Six decimal places, as the views give money. */
export function decimal(micros: Micros): string {
  const digits = String(micros < 0n ? -micros : micros).padStart(7, "0");
  return `${micros < 0n ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

/** Rounded half away from zero. */
function average(amount: Micros, count: number): string | null {
  if (count === 0) return null;
  const size = amount < 0n ? -amount : amount;
  const rounded = (2n * size + BigInt(count)) / (2n * BigInt(count));
  return decimal(amount < 0n ? -rounded : rounded);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const byCurrency = (a: { currency: string }, b: { currency: string }) => compare(a.currency, b.currency);
