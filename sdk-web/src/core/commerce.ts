import type { CommerceEventName } from "@safar/schemas/names";

/**
 * The commerce verbs and the events they track, with the names of Segment's Ecommerce Spec v2. Both SDKs make their
 * helpers (`cart.add`, `order.complete`, …) from this table. This order compresses best.
 */
export const commerceVerbs = {
  product: {
    search: "Products Searched",
    review: "Product Reviewed",
    share: "Product Shared",
    view: "Product Viewed",
    click: "Product Clicked",
    filterList: "Product List Filtered",
    viewList: "Product List Viewed",
  },
  wishlist: {
    add: "Product Added to Wishlist",
    remove: "Product Removed from Wishlist",
    moveToCart: "Wishlist Product Added to Cart",
  },
  cart: { add: "Product Added", remove: "Product Removed", share: "Cart Shared", view: "Cart Viewed" },
  checkout: {
    start: "Checkout Started",
    completeStep: "Checkout Step Completed",
    enterPayment: "Payment Info Entered",
    viewStep: "Checkout Step Viewed",
  },
  coupon: {
    apply: "Coupon Applied",
    remove: "Coupon Removed",
    enter: "Coupon Entered",
    deny: "Coupon Denied",
  },
  promotion: { view: "Promotion Viewed", click: "Promotion Clicked" },
  order: {
    update: "Order Updated",
    refund: "Order Refunded",
    complete: "Order Completed",
    cancel: "Order Cancelled",
  },
} as const satisfies Record<string, Record<string, CommerceEventName>>;

/**
 * Makes one function per verb, which tracks the verb's event.
 *
 * The event's name is added without copying the call, so that its getters run later, where their exceptions are
 * caught and counted.
 */
export function bindVerbs<Result>(
  verbs: Readonly<Record<string, string>>,
  track: (call: object) => Result,
): Record<string, (call: object) => Result> {
  const bound: Record<string, (call: object) => Result> = {};
  for (const [verb, event] of Object.entries(verbs)) {
    bound[verb] = (call) =>
      track(typeof call === "object" ? Object.create(call, { event: { value: event } }) : call);
  }
  return bound;
}
