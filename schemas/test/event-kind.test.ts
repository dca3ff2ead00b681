import { describe, expect, it } from "vitest";
import { eventKind } from "../src/event-kind.js";
import { COMMERCE_EVENT_ALIASES, COMMERCE_EVENT_NAMES } from "../src/names.js";

/** The kinds as they were first released, written out: rows are deduplicated by them, so none may change. */
const releasedOrderNames = [
  "Order Completed",
  "Completed Order",
  "purchase",
  "Order Updated",
  "Order Refunded",
  "refund",
  "Order Cancelled",
];
const releasedCommerceNames = [
  "Products Searched",
  "Product List Viewed",
  "Product List Filtered",
  "Promotion Viewed",
  "Promotion Clicked",
  "Product Clicked",
  "Product Viewed",
  "view_item",
  "Product Added",
  "add_to_cart",
  "Product Removed",
  "remove_from_cart",
  "Cart Viewed",
  "view_cart",
  "Checkout Started",
  "begin_checkout",
  "Checkout Step Viewed",
  "Checkout Step Completed",
  "Payment Info Entered",
  "add_payment_info",
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
];

describe("eventKind", () => {
  it("keeps the released kind of every known name", () => {
    for (const name of releasedOrderNames) expect([name, eventKind("track", name)]).toEqual([name, "order"]);
    for (const name of releasedCommerceNames) {
      expect([name, eventKind("track", name)]).toEqual([name, "commerce"]);
    }
  });

  it("has a released kind for every name, so that a new name is decided on, not slipped in", () => {
    const known = [...COMMERCE_EVENT_NAMES, ...Object.keys(COMMERCE_EVENT_ALIASES)];
    expect([...releasedOrderNames, ...releasedCommerceNames].sort()).toEqual(known.sort());
  });

  it.each([
    ["identify", "identity"],
    ["alias", "alias"],
    ["page", "page"],
    ["screen", "page"],
    ["group", "other"],
  ] as const)("makes %s of kind %s, whatever else it is called", (type, kind) => {
    expect(eventKind(type)).toBe(kind);
    expect(eventKind(type, "Order Completed")).toBe(kind);
  });

  it("makes an event of the shop's own of kind other", () => {
    expect(eventKind("track", "Gift Wrapped")).toBe("other");
    expect(eventKind("track")).toBe("other");
  });
});
