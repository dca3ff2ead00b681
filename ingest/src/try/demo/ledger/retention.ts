import type { FigureRange, Retention } from "../../../ask/report/figures.js";
import { percent } from "./arithmetic.js";
import { localDate, periodStart, periodStarts, previousPeriodStart } from "./calendar.js";
import type { Purchase } from "./purchases.js";

/**
 * Retention by period.
 *
 * Customers at the start of a period bought in the previous one; those at its end bought in it. Gained customers are
 * its first-time buyers and those won back: they had bought before, but not in the previous period.
 *
 * @param purchases all purchases of the shop, not only those in the range
 */
export function ledgerRetention(
  purchases: readonly Purchase[],
  { since, until, period, timeZone }: FigureRange,
  now = Date.now(),
): Retention[] {
  const current = periodStart(localDate(now, timeZone), period);
  const buyers = new Map<string, Set<string>>();
  const orders = new Map<string, number>();
  const firstPeriod = new Map<string, string>();
  for (const { customerId, date } of purchases) {
    const start = periodStart(date, period);
    orders.set(start, (orders.get(start) ?? 0) + 1);
    buyers.set(start, (buyers.get(start) ?? new Set()).add(customerId));
    const first = firstPeriod.get(customerId);
    if (first === undefined || start < first) firstPeriod.set(customerId, start);
  }
  return periodStarts(since, until, period).map((start) => {
    const atStart = buyers.get(previousPeriodStart(start, period)) ?? new Set();
    const atEnd = buyers.get(start) ?? new Set<string>();
    const firstTime = [...atEnd].filter((customer) => firstPeriod.get(customer) === start).length;
    const retained = [...atEnd].filter((customer) => atStart.has(customer)).length;
    const lapsed = atStart.size - retained;
    return {
      periodStart: start,
      isComplete: Number(start < current),
      orders: orders.get(start) ?? 0,
      customersAtStart: atStart.size,
      customersAtEnd: atEnd.size,
      firstTimeCustomers: firstTime,
      wonBackCustomers: atEnd.size - firstTime - retained,
      retainedCustomers: retained,
      lapsedCustomers: lapsed,
      retentionRate: percent(retained, atStart.size),
      churnRate: percent(lapsed, atStart.size),
      retentionRateFirstTimeOnly: percent(atEnd.size - firstTime, atStart.size),
    };
  });
}
