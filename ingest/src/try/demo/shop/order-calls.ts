import type { BasketLine } from "./catalogue.js";
import type { Shop } from "./shop.js";
import type { Who } from "./tracking.js";
import type { Visit } from "./visit.js";

/** A purchase in the shop. */
export interface Sale {
  readonly orderId: string;
  readonly visit: Visit;
  /** The buyer's user id on the shop's server; undefined for a guest. */
  readonly buyer: string | undefined;
  readonly basket: readonly BasketLine[];
  readonly currency: string;
  /** In cents; undefined when the shop tracks the order without its value. */
  readonly value: bigint | undefined;
  readonly test: boolean;
}

/** The browser's event on the thank-you page. Some of the shop's pages still use GA4's names. */
export function completedInBrowser(shop: Shop, sale: Sale, at: number): void {
  const { draw, ledger } = shop;
  const value = ledger.valueOf(sale.orderId) ?? sale.value;
  const [event, id] = draw.chance(0.08) ? ["purchase", "transaction_id"] : ["Order Completed", "order_id"];
  const amounts =
    event === "purchase" && value !== undefined ? { value: units(value) } : amountsOf(shop, sale, value);
  shop.tracking.browser(sale.visit.device, at, sale.visit.delay, {
    type: "track",
    event,
    properties: { [id]: sale.orderId, currency: sale.currency, ...amounts, ...testMark(sale) },
  });
}

/** The server's event when an order is paid. A part of the server still uses the event's old name. */
export function completedOnServer(shop: Shop, sale: Sale, at: number): void {
  shop.tracking.backend(whoOf(sale), at, {
    type: "track",
    event: shop.draw.chance(0.05) ? "Completed Order" : "Order Completed",
    properties: {
      order_id: sale.orderId,
      currency: sale.currency,
      ...amountsOf(shop, sale, sale.value),
      ...(sale.visit.person.habit === "staff" ? {} : testMark(sale)),
    },
    ...(sale.visit.person.habit === "staff" ? { context: { test: true } } : {}),
  });
}

/** A later event of an order from the server. */
export function serverTells(
  shop: Shop,
  sale: Sale,
  at: number,
  event: string,
  properties: Record<string, unknown>,
): void {
  shop.tracking.backend(whoOf(sale), at, {
    type: "track",
    event,
    properties: { order_id: sale.orderId, ...properties },
  });
}

/** An amount in euros or pounds, as shops send it: a JSON number. */
export function units(cents: bigint): number {
  return Number(cents) / 100;
}

function whoOf({ buyer, visit }: Sale): Who {
  return buyer === undefined ? { anonymousId: visit.device.anonymousId } : { userId: buyer };
}

function testMark({ test }: Sale): Record<string, unknown> {
  return test ? { test: true } : {};
}

/** The same value in one of the forms that shops use. */
function amountsOf(shop: Shop, sale: Sale, value: bigint | undefined): Record<string, unknown> {
  if (value === undefined) return {};
  const products = sale.basket.map(({ product, quantity }) => ({
    product_id: product.id,
    name: product.name,
    price: units(product.price),
    quantity,
  }));
  const asSold = value === sale.value && value > 0n;
  switch (shop.draw.weighted({ revenue: 70, total: 12, text: 8, products: asSold ? 10 : 0 })) {
    case "revenue":
      return { revenue: units(value), total: units(value + 495n), shipping: 4.95, products };
    case "total":
      return { total: units(value), products };
    case "text":
      return { revenue: `${value / 100n}.${String(value % 100n).padStart(2, "0")}` };
    case "products":
      return { products };
  }
}
