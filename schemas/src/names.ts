/**
 * The event names that Safar knows. This file has no dependencies, so that an SDK can include it.
 *
 * Names must match exactly as in Segment's Ecommerce Spec v2 and GA4.
 */

/** The calls of the tracking API. */
export const CALL_TYPES = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type CallType = (typeof CALL_TYPES)[number];

/** The commerce events, with the names of Segment's Ecommerce Spec v2. */
export const COMMERCE_EVENT_NAMES = [
  "Products Searched",
  "Product List Viewed",
  "Product List Filtered",
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Clicked",
  "Product Viewed",
  "Product Added",
  "Product Removed",
  "Cart Viewed",
  "Checkout Started",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  "Order Updated",
  "Order Completed",
  "Order Refunded",
  "Order Cancelled",
  "Coupon Entered",
  "Coupon Applied",
  "Coupon Denied",
  "Coupon Removed",
  "Product Added to Wishlist",
  "Product Removed from Wishlist",
  "Wishlist Product Added to Cart",
  "Product Shared",
  "Cart Shared",
  "Product Reviewed",
] as const;
export type CommerceEventName = (typeof COMMERCE_EVENT_NAMES)[number];

/** Other names of the same events: the old one of the first Ecommerce Spec, and GA4's. */
export const COMMERCE_EVENT_ALIASES = {
  "Completed Order": "Order Completed",
  view_item: "Product Viewed",
  add_to_cart: "Product Added",
  remove_from_cart: "Product Removed",
  view_cart: "Cart Viewed",
  begin_checkout: "Checkout Started",
  add_payment_info: "Payment Info Entered",
  purchase: "Order Completed",
  refund: "Order Refunded",
} as const satisfies Record<string, CommerceEventName>;
export type CommerceEventAlias = keyof typeof COMMERCE_EVENT_ALIASES;

/** The four order events. */
export const ORDER_STEPS = {
  "Order Completed": "completed",
  "Order Updated": "updated",
  "Order Refunded": "refunded",
  "Order Cancelled": "cancelled",
} as const satisfies Partial<Record<CommerceEventName, string>>;
export type OrderStep = (typeof ORDER_STEPS)[keyof typeof ORDER_STEPS];

const canonicalNames: ReadonlyMap<string, CommerceEventName> = new Map([
  ...COMMERCE_EVENT_NAMES.map((name) => [name, name] as const),
  ...Object.entries(COMMERCE_EVENT_ALIASES),
]);

const orderSteps: ReadonlyMap<string, OrderStep> = new Map(
  [...canonicalNames].flatMap(([name, canonical]) =>
    canonical in ORDER_STEPS ? [[name, ORDER_STEPS[canonical as keyof typeof ORDER_STEPS]] as const] : [],
  ),
);

/** Every name of an order event, including aliases. */
export const ORDER_EVENT_NAMES: readonly string[] = [...orderSteps.keys()];

/** The Ecommerce Spec's name of a tracked event, from any of its names; "" for a custom event. */
export function commerceEvent(event: string): CommerceEventName | "" {
  return canonicalNames.get(event) ?? "";
}

/** The order step of a tracked event, from any of its names; "" if it is not an order event. */
export function orderStep(event: string): OrderStep | "" {
  return orderSteps.get(event) ?? "";
}
