import { localDate } from "./calendar.js";
import type { OrderRecord } from "./ledger.js";

/** A counted purchase, with the local dates of its changes. */
export interface Purchase {
  readonly customerId: string;
  readonly currency: string;
  readonly date: string;
  readonly cents: bigint;
  readonly refunds: readonly { readonly date: string; readonly cents: bigint }[];
}

/** The purchases among the orders: not cancelled, not tests, and with a value above zero. */
export function purchasesOf(orders: readonly OrderRecord[], timeZone: string): Purchase[] {
  return orders
    .filter((order) => !order.cancelled && !order.test && order.value !== undefined && order.value > 0n)
    .map(({ customerId, currency, placedAt, value, refunds }) => ({
      customerId,
      currency,
      date: localDate(placedAt, timeZone),
      cents: value!,
      refunds: refunds.map(({ at, amount }) => ({ date: localDate(at, timeZone), cents: amount })),
    }));
}

/** How often each customer bought. */
export function ordersByCustomer(purchases: readonly Purchase[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { customerId } of purchases) counts.set(customerId, (counts.get(customerId) ?? 0) + 1);
  return counts;
}
