import { describe, expect, it } from "vitest";
import { COMMERCE_EVENT_ALIASES, COMMERCE_EVENT_NAMES } from "../src/names.js";
import { nearCommerceEvent } from "../src/near-names.js";

describe("nearCommerceEvent", () => {
  it.each([
    ["Order Complete", "Order Completed"],
    ["order completed", "Order Completed"],
    ["order_completed", "Order Completed"],
    ["orderCompleted", "Order Completed"],
    ["Order Complted", "Order Completed"],
    ["Purchase", "Order Completed"],
    ["Order Placed", "Order Completed"],
    ["Order Canceled", "Order Cancelled"],
    ["Refund", "Order Refunded"],
    ["Add To Cart", "Product Added"],
    ["Product View", "Product Viewed"],
    ["Cheque Started", ""],
    ["view_item_list", "Product List Viewed"],
    ["Watered", ""],
    ["Order Shipped", ""],
    ["Order", ""],
    ["", ""],
    ["سفارش", ""],
    ["x".repeat(512), ""],
  ])("%j was probably meant as %j", (event, name) => {
    expect(nearCommerceEvent(event)).toBe(name);
  });

  it("says nothing of names that figures read", () => {
    for (const name of [...COMMERCE_EVENT_NAMES, ...Object.keys(COMMERCE_EVENT_ALIASES)])
      expect(nearCommerceEvent(name)).toBe("");
  });
});
