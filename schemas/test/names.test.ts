import { describe, expect, it } from "vitest";
import { commerceEvents } from "../src/commerce/events.js";
import {
  COMMERCE_EVENT_ALIASES,
  COMMERCE_EVENT_NAMES,
  commerceEvent,
  ORDER_EVENT_NAMES,
  orderStep,
} from "../src/names.js";

describe("commerceEvent", () => {
  it.each(COMMERCE_EVENT_NAMES)("keeps the Ecommerce Spec's own name %s", (name) => {
    expect(commerceEvent(name)).toBe(name);
  });

  it.each([
    ["Completed Order", "Order Completed"],
    ["view_item", "Product Viewed"],
    ["add_to_cart", "Product Added"],
    ["remove_from_cart", "Product Removed"],
    ["view_cart", "Cart Viewed"],
    ["begin_checkout", "Checkout Started"],
    ["add_payment_info", "Payment Info Entered"],
    ["purchase", "Order Completed"],
    ["refund", "Order Refunded"],
  ])("takes %s for %s", (alias, name) => {
    expect(commerceEvent(alias)).toBe(name);
  });

  it.each(["", "order completed", "Gift Wrapped", "constructor", "__proto__", "toString"])(
    "leaves the shop's own name %j alone",
    (name) => {
      expect(commerceEvent(name)).toBe("");
      expect(orderStep(name)).toBe("");
    },
  );

  it("knows the properties of every name and no other", () => {
    const names = [...COMMERCE_EVENT_NAMES, ...Object.keys(COMMERCE_EVENT_ALIASES)];
    expect(Object.keys(commerceEvents).sort()).toEqual(names.sort());
  });
});

describe("orderStep", () => {
  it("tells what each order event says of its order, under any of its names", () => {
    expect(Object.fromEntries(ORDER_EVENT_NAMES.map((name) => [name, orderStep(name)]))).toEqual({
      "Order Completed": "completed",
      "Completed Order": "completed",
      purchase: "completed",
      "Order Updated": "updated",
      "Order Refunded": "refunded",
      refund: "refunded",
      "Order Cancelled": "cancelled",
    });
  });

  it("says nothing for a checkout", () => {
    expect(orderStep("Checkout Started")).toBe("");
  });
});
