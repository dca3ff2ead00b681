import { expect, it } from "vitest";
import { whyUncounted } from "../../src/core/uncounted.js";

const track = (event: string, properties?: unknown, context?: unknown) => ({
  type: "track",
  event,
  properties,
  context,
});

it.each([
  [track("Order Complete", { order_id: "1", revenue: 5 }), 'Did you mean "Order Completed"?'],
  [track("order completed", { revenue: 5 }), 'Did you mean "Order Completed"?'],
  [track("Purchase", { value: 5 }), 'Did you mean "Order Completed"?'],
  [track("Order Completed", { order_id: "1" }), "tells no value"],
  [track("Order Completed", { revenue: " ", products: [{ product_id: "p" }] }), "tells no value"],
  [track("purchase"), "tells no value"],
  [track("Order Completed", { revenue: "12.50 EUR" }), "the revenue of this order can't be read"],
  [track("Order Completed", { total: { amount: 5 } }), "the total of this order can't be read"],
  [track("Order Completed", { revenue: 5, test: true }), "is a test"],
  [track("Order Completed", { revenue: 5 }, { test: true }), "is a test"],
])("%j is told", (event, told) => {
  expect(whyUncounted(event)).toContain(told);
});

it.each([
  track("Order Completed", { revenue: 5 }),
  track("Order Completed", { revenue: "۱۲٬۳۴۵٫۵" }),
  track("purchase", { transaction_id: "1", items: [{ price: "2,50", quantity: 2 }] }),
  track("Product Viewed"),
  track("Newsletter read"),
  { type: "page", event: "Order Complete" },
  { type: "track", event: { toString: 1 } },
  track("Order Completed", {
    get revenue(): number {
      throw new Error("a getter of the shop's");
    },
  }),
])("%# is not told", (event) => {
  expect(whyUncounted(event)).toBeUndefined();
});
