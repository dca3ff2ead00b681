import { basketValue } from "./catalogue.js";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "./day-buckets.js";
import { completedInBrowser, type Sale, serverTells, units } from "./order-calls.js";
import type { Shop } from "./shop.js";

/** Later changes of orders, by their share in percent. */
const FATES = {
  kept: 77,
  updated: 7,
  cancelled: 4,
  "updated, then cancelled": 1,
  "partly refunded": 5,
  "updated, then partly refunded": 1,
  refunded: 3,
  "partly refunded, then the rest": 2,
} as const;

/**
 * Schedules what happens after an order: its thank-you page may be opened again, and it may be changed, cancelled or
 * refunded. Samples and test orders are not changed.
 *
 * @param inBrowser whether there is a thank-you page that can be opened again
 */
export function scheduleAftermath(shop: Shop, sale: Sale, at: number, inBrowser: boolean): void {
  const { draw, errands } = shop;
  const later = (from: number, to: number, run: (at: number) => void) => {
    const moment = at + draw.int(from, to);
    errands.add({ at: moment, run: () => run(moment) });
  };
  if (inBrowser && draw.chance(0.12)) {
    later(2 * MINUTE_MS, 3 * DAY_MS, (moment) => completedInBrowser(shop, sale, moment));
  }
  if (sale.test || !sale.value) return;
  const fate = draw.weighted(FATES);
  if (fate.startsWith("updated")) later(HOUR_MS, 40 * HOUR_MS, (moment) => update(shop, sale, moment));
  if (fate.endsWith("cancelled")) later(41 * HOUR_MS, 72 * HOUR_MS, (moment) => cancel(shop, sale, moment));
  if (fate.includes("partly")) later(3 * DAY_MS, 12 * DAY_MS, (moment) => refundPart(shop, sale, moment));
  if (fate === "refunded" || fate.endsWith("the rest")) {
    later(13 * DAY_MS, 28 * DAY_MS, (moment) => refundRest(shop, sale, moment));
  }
}

function update(shop: Shop, sale: Sale, at: number): void {
  const added = { product: shop.draw.pick(shop.catalogue), quantity: 1 };
  const basket = shop.draw.chance(0.7) ? [...sale.basket, added] : [added];
  const value = basketValue(basket);
  shop.ledger.changeValue(sale.orderId, value);
  serverTells(shop, sale, at, "Order Updated", {
    currency: sale.currency,
    revenue: units(value),
    products: basket.map(({ product, quantity }) => ({
      product_id: product.id,
      price: units(product.price),
      quantity,
    })),
  });
}

function cancel(shop: Shop, sale: Sale, at: number): void {
  shop.ledger.cancel(sale.orderId);
  serverTells(shop, sale, at, "Order Cancelled", { reason: "changed my mind" });
}

/** Refunds between one cent and one cent less than the order's value. */
function refundPart(shop: Shop, sale: Sale, at: number): void {
  const value = Number(shop.ledger.valueOf(sale.orderId)!);
  const amount = BigInt(shop.draw.int(1, value - 1));
  shop.ledger.refund(sale.orderId, at, amount);
  const inGa4sWords = shop.draw.chance(0.1);
  serverTells(shop, sale, at, inGa4sWords ? "refund" : "Order Refunded", {
    currency: sale.currency,
    ...(inGa4sWords ? { value: units(amount), transaction_id: sale.orderId } : { total: units(amount) }),
  });
}

/** A refund without an amount refunds everything that is left. */
function refundRest(shop: Shop, sale: Sale, at: number): void {
  shop.ledger.refund(sale.orderId, at, "rest");
  serverTells(shop, sale, at, "Order Refunded", { currency: sale.currency });
}
