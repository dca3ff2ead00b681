import { Temporal } from "temporal-polyfill";
import { decimal, type Range, retentionRate } from "./figures-model.js";
import { isOver, localTime, nextPeriod, type Period, periodLabel, periodStart } from "./local-clock.js";
import type { Micros, ModelOrder } from "./orders-model.js";

/**
 * The columns of the views about customers who come back or stay away, computed from orders in plain code.
 * Money is decimal text with six places.
 */
const DAY_MS = 86_400_000;
const WINDOWS = [30, 60, 90, 180, 365];

const dayOf = (at: number, timeZone: string) => localTime(at, timeZone).slice(0, 10);
const daysBetween = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / DAY_MS;
const share = (part: number, of: number) => (of === 0 ? null : (100 * part) / of);
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Rounded half away from zero. */
function average(amount: Micros, count: number): string {
  const divisor = BigInt(count);
  return decimal((2n * amount + divisor) / (2n * divisor));
}

/** Each customer's counted orders before the end of the range, in the order in which they happened. */
function byCustomer(orders: readonly ModelOrder[], { until, timeZone }: Range): Map<string, ModelOrder[]> {
  const customers = new Map<string, ModelOrder[]>();
  const sorted = orders
    .filter(({ counted, at }) => counted && localTime(at, timeZone) < until)
    .sort((a, b) => a.at - b.at || compare(a.id, b.id));
  for (const order of sorted) {
    const own = customers.get(order.customer);
    if (own) own.push(order);
    else customers.set(order.customer, [order]);
  }
  return customers;
}

function revenueIn(currency: string, orders: readonly ModelOrder[]): Micros {
  return orders.reduce((sum, order) => sum + (order.currency === currency ? (order.value ?? 0n) : 0n), 0n);
}

/** First days of the periods that begin in the range. */
export function periodsOf({ since, until }: Range, period: Period): string[] {
  const found: string[] = [];
  let start = periodStart(since.slice(0, 10), period);
  for (; `${start} 00:00:00` < until; start = nextPeriod(start, period)) {
    if (`${start} 00:00:00` >= since) found.push(start);
  }
  return found;
}

export function cohortRetention(
  orders: readonly ModelOrder[],
  range: Range,
  period: Period,
  currency: string,
) {
  const starts = periodsOf(range, period);
  const periodOf = ({ at }: ModelOrder) => periodStart(dayOf(at, range.timeZone), period);
  const cohorts = new Map<string, ModelOrder[][]>();
  for (const own of byCustomer(orders, range).values()) {
    const cohort = periodOf(own[0]!);
    cohorts.set(cohort, [...(cohorts.get(cohort) ?? []), own]);
  }
  return starts.flatMap((cohort) => {
    const customers = cohorts.get(cohort);
    if (!customers) return [];
    let brought = 0n;
    return starts
      .filter((start) => start >= cohort)
      .map((start, place) => {
        const bought = customers.map((own) => own.filter((order) => periodOf(order) === start));
        const returning = bought.filter((own) => own.length > 0).length;
        const revenue = revenueIn(currency, bought.flat());
        brought += revenue;
        return {
          cohort_start: cohort,
          cohort_label: periodLabel(cohort, period),
          period_index: place,
          period_start: start,
          is_complete: Number(
            isOver(start, period, range.timeZone) && nextPeriod(start, period) <= range.until.slice(0, 10),
          ),
          customers: customers.length,
          returning_customers: returning,
          retention_rate: share(returning, customers.length),
          orders: bought.flat().length,
          currency,
          revenue: decimal(revenue),
          cumulative_revenue: decimal(brought),
          cumulative_value: average(brought, customers.length),
        };
      });
  });
}

export function customerLifecycle(orders: readonly ModelOrder[], range: Range, period: Period) {
  return retentionRate(orders, range, period).map((row) => ({
    period_start: row.period_start,
    period_label: periodLabel(row.period_start, period),
    is_complete: row.is_complete,
    active_customers: row.customers_at_end,
    new_customers: row.first_time_customers,
    returning_customers: row.retained_customers,
    won_back_customers: row.won_back_customers,
    lapsed_customers: row.lapsed_customers,
  }));
}

/** Orders of the range with their place in the life of their customer and the days since the one before. */
function sequence(orders: readonly ModelOrder[], range: Range) {
  return [...byCustomer(orders, range).values()].flatMap((own) =>
    own
      .map((order, place) => ({
        ...order,
        place: place + 1,
        gap: place === 0 ? undefined : (order.at - own[place - 1]!.at) / DAY_MS,
      }))
      .filter(({ at }) => localTime(at, range.timeZone) >= range.since),
  );
}

export function purchaseGaps(orders: readonly ModelOrder[], range: Range) {
  const gaps = sequence(orders, range).flatMap(({ gap }) => (gap === undefined ? [] : [gap]));
  gaps.sort((a, b) => a - b);
  const at = (level: number) => gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * level))] ?? null;
  return {
    gaps: gaps.length,
    mean_days: gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
    median_days: at(0.5),
    p90_days: at(0.9),
  };
}

export function returnTimes(orders: readonly ModelOrder[], range: Range) {
  const returned = sequence(orders, range).filter(({ place }) => place > 1);
  return Array.from({ length: 168 }, (_, cell) => {
    const weekday = Math.floor(cell / 24) + 1;
    const hour = cell % 24;
    const own = returned.filter(({ at }) => {
      const shown = localTime(at, range.timeZone);
      return (
        (new Date(`${shown.slice(0, 10)}T00:00Z`).getUTCDay() || 7) === weekday &&
        Number(shown.slice(11, 13)) === hour
      );
    });
    return { weekday, hour, orders: own.length, share: share(own.length, returned.length) };
  });
}

/** The first instant after the range. */
function endOf({ until, timeZone }: Range): Temporal.ZonedDateTime {
  return Temporal.PlainDateTime.from(until.replace(" ", "T")).toZonedDateTime(timeZone);
}

export function lapse(orders: readonly ModelOrder[], range: Range) {
  const customers = new Map<string, { last: number; second?: number | undefined }>();
  for (const { customer, at, place, gap } of sequence(orders, range)) {
    const known = customers.get(customer);
    customers.set(customer, {
      last: Math.max(known?.last ?? at, at),
      second: place === 2 ? gap : known?.second,
    });
  }
  if (customers.size === 0) return [];
  const end = endOf(range).epochMilliseconds;
  return WINDOWS.map((days) => {
    const lapsed = [...customers.values()].filter(({ last }) => last < end - days * DAY_MS).length;
    const back = [...customers.values()].filter(({ second }) => second !== undefined && second <= days);
    return {
      days,
      customers: customers.size,
      lapsed_customers: lapsed,
      lapse_rate: share(lapsed, customers.size),
      second_order_within: back.length,
      second_order_rate: share(back.length, customers.size),
    };
  });
}

/** What each customer bought in the range, as `customer_orders` tells it. */
function customers(orders: readonly ModelOrder[], range: Range, currency: string) {
  const lastDay = dayOf(endOf(range).epochMilliseconds - 1, range.timeZone);
  const inRange = orders.filter(({ at }) => localTime(at, range.timeZone) >= range.since);
  return [...byCustomer(inRange, range)].map(([customer, own]) => {
    const days = [...new Set(own.map(({ at }) => dayOf(at, range.timeZone)))].sort();
    const gaps = days.slice(1).map((day, place) => daysBetween(days[place]!, day));
    gaps.sort((a, b) => a - b);
    return {
      customer,
      last: own.at(-1)!.at,
      lastDay: days.at(-1)!,
      silent: daysBetween(days.at(-1)!, lastDay),
      usualGap: gaps[Math.floor(gaps.length / 2)] ?? null,
      orders: own.length,
      revenue: revenueIn(currency, own),
    };
  });
}

const SEGMENTS = [
  ["lost", "lost", "slipping_away", "cannot_lose", "cannot_lose"],
  ["hibernating", "hibernating", "slipping_away", "slipping_away", "cannot_lose"],
  ["about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"],
  ["promising", "potential_loyalists", "potential_loyalists", "loyal", "champions"],
  ["new_customers", "potential_loyalists", "potential_loyalists", "champions", "champions"],
];

export function rfm(orders: readonly ModelOrder[], range: Range, currency: string) {
  const all = customers(orders, range, currency);
  const score = <Value>(value: Value, values: readonly Value[]) =>
    1 + Math.floor((5 * values.filter((other) => other < value).length) / all.length);
  const days = all.map(({ lastDay }) => lastDay);
  const counts = all.map(({ orders }) => orders);
  const revenues = all.map(({ revenue }) => revenue);
  return all
    .map((own) => {
      const r = score(own.lastDay, days);
      const f = score(own.orders, counts);
      const m = score(own.revenue, revenues);
      return {
        customer: own.customer,
        last_order_at: own.last,
        recency_days: own.silent,
        orders: own.orders,
        currency,
        monetary: decimal(own.revenue),
        r_score: r,
        f_score: f,
        m_score: m,
        rfm: `${r}${f}${m}`,
        segment: SEGMENTS[r - 1]?.[Math.ceil((f + m) / 2) - 1],
        is_small_sample: Number(all.length < 50),
      };
    })
    .sort((a, b) => compare(a.customer, b.customer));
}

function silentCustomer(own: ReturnType<typeof customers>[number], currency: string) {
  return {
    customer: own.customer,
    orders: own.orders,
    last_order_at: own.last,
    usual_gap_days: own.usualGap,
    silent_days: own.silent,
    times_overdue: own.usualGap === null ? null : own.silent / own.usualGap,
    currency,
    revenue: decimal(own.revenue),
  };
}

export function atRisk(orders: readonly ModelOrder[], range: Range, currency: string) {
  return customers(orders, { ...range, since: "" }, currency)
    .filter(({ usualGap, silent }) => usualGap !== null && silent > usualGap)
    .map((own) => silentCustomer(own, currency))
    .sort((a, b) => compare(a.customer, b.customer));
}

export function reengagement(orders: readonly ModelOrder[], range: Range, currency: string) {
  const limit = endOf(range).subtract({ months: 3 }).epochMilliseconds;
  return customers(orders, { ...range, since: "" }, currency)
    .filter(({ last }) => last < limit)
    .map((own) => silentCustomer(own, currency))
    .sort((a, b) => compare(a.customer, b.customer));
}
