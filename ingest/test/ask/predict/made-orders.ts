import { eventRow } from "../../../src/event/enrich/event-row.js";
import { seededDraw } from "../../../src/try/demo/shop/draw.js";

export const DAY_MS = 86_400_000;
export const CUSTOMERS = 400;

export interface Order {
  readonly customer: number;
  readonly at: number;
  readonly value: number;
}

/** Orders of two years: customers who come at a rate of their own, and may leave after each order. */
export function makeOrders(now: number): Order[] {
  const draw = seededDraw(7);
  return Array.from({ length: CUSTOMERS }, (_, customer) => customer).flatMap((customer) => {
    const mean = draw.int(5, 200);
    const taste = draw.int(10, 90);
    const own: Order[] = [];
    for (let at = now - draw.int(30, 730) * DAY_MS; at < now; at += draw.wait(mean) * DAY_MS) {
      own.push({ customer, at: Math.floor(at), value: taste + draw.int(0, 20) });
      if (draw.chance(0.15)) break;
    }
    return own;
  });
}

/** What the source `shop` tells of them in rials, as rows; each fifth customer is a guest. */
export function orderRows(orders: readonly Order[], receivedAt: number): string[] {
  return orders.map(({ customer, at, value }, n) =>
    eventRow(
      {
        ...{
          type: "track",
          event: "Order Completed",
          messageId: `m${n}`,
          timestamp: new Date(at).toISOString(),
        },
        ...(customer % 5 === 0 ? { anonymousId: `guest-${customer}` } : { userId: `user-${customer}` }),
        properties: { order_id: `o${n}`, revenue: value },
      },
      { sourceId: "shop", sourceCurrency: "IRR", receivedAt },
    ),
  );
}
