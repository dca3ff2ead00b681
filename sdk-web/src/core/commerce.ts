import type { CommerceEventName } from "@safar/schemas/names";

/**
 * The verbs of a shop and the events they track, named as Segment's Ecommerce Spec v2 does. Both SDKs make
 * their helpers (`cart.add`, `order.complete`, …) of this table.
 */
export const commerceVerbs = {
  product: {
    search: "Products Searched",
    viewList: "Product List Viewed",
    filterList: "Product List Filtered",
    click: "Product Clicked",
    view: "Product Viewed",
    share: "Product Shared",
    review: "Product Reviewed",
  },
  promotion: { view: "Promotion Viewed", click: "Promotion Clicked" },
  cart: { add: "Product Added", remove: "Product Removed", view: "Cart Viewed", share: "Cart Shared" },
  wishlist: {
    add: "Product Added to Wishlist",
    remove: "Product Removed from Wishlist",
    moveToCart: "Wishlist Product Added to Cart",
  },
  coupon: {
    enter: "Coupon Entered",
    apply: "Coupon Applied",
    deny: "Coupon Denied",
    remove: "Coupon Removed",
  },
  checkout: {
    start: "Checkout Started",
    viewStep: "Checkout Step Viewed",
    completeStep: "Checkout Step Completed",
    enterPayment: "Payment Info Entered",
  },
  order: {
    complete: "Order Completed",
    update: "Order Updated",
    refund: "Order Refunded",
    cancel: "Order Cancelled",
  },
} as const satisfies Record<string, Record<string, CommerceEventName>>;

/**
 * Makes one function a verb, each of which tracks the verb's event.
 *
 * The event's name is laid over the call without copying it: its getters run where a failure of theirs is
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
