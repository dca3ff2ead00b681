/** One call of the SDK, with its id and its time, so that it can be made again elsewhere. */
export interface ShopCall {
  readonly method: "track" | "identify";
  readonly call: { readonly messageId: string } & Record<string, unknown>;
  /** Whether the collector must refuse it. */
  readonly isBad: boolean;
}

const CUSTOMERS = 97;
const ORDER_STEPS = ["Order Completed", "Order Updated", "Order Refunded", "Order Cancelled"] as const;

/**
 * The n-th call of a made-up shop: visitors who look, log in and buy, orders that are changed, refunded and
 * cancelled later, and one event in a hundred that nobody can accept.
 *
 * @param shop tells several of them apart
 */
export function shopCall(shop: string, n: number): ShopCall {
  const customer = n % CUSTOMERS;
  const ids = { messageId: `${shop}-${n}`, timestamp: Date.UTC(2025, 0, 1) + n * 61_000 };
  if (n % 100 === 99) {
    const call = { ...ids, userId: "x".repeat(600), event: "Product Viewed" };
    return { method: "track", isBad: true, call };
  }
  if (n % 11 === 0) {
    const who = { anonymousId: `v${customer}`, userId: `u${customer % 60}` };
    return { method: "identify", isBad: false, call: { ...ids, ...who, traits: { city: "سفر" } } };
  }
  const who = n % 3 === 0 ? { anonymousId: `v${customer}` } : { userId: `u${customer}` };
  if (n % 4 !== 0) {
    const properties = { product_id: `p${n % 50}`, price: (n % 40) + 0.5 };
    return { method: "track", isBad: false, call: { ...ids, ...who, event: "Product Viewed", properties } };
  }
  // Every tenth order is told of again: the same order id some calls later, in the next step.
  const told = n % 40 === 0 && n > 400 ? n - 400 + 4 : n;
  const event = told === n ? ORDER_STEPS[0] : ORDER_STEPS[1 + ((n / 40) % 3)]!;
  const properties = {
    order_id: `${shop}-order-${told}`,
    revenue: ((told * 37) % 9_000) / 8 + 1 + (event === "Order Updated" ? 5 : 0),
    currency: told % 24 ? "EUR" : "USD",
  };
  return { method: "track", isBad: false, call: { ...ids, ...who, event, properties } };
}
