import type { Preset, StateMeaning } from "./preset.js";

/**
 * Shopify's "Export orders": one row per line item, with the order's fields in the first of them.
 * https://help.shopify.com/en/manual/fulfillment/managing-orders/exporting-orders
 */
export const shopify: Preset = {
  title: "Shopify",
  rows: "line",
  columns: {
    // The order number that web-hooks and pages use; older exports have only the order's name.
    orderId: ["Id", "Name"],
    group: ["Name"],
    email: ["Email"],
    phone: ["Phone", "Billing Phone"],
    name: ["Billing Name", "Shipping Name"],
    time: ["Created at"],
    value: ["Total"],
    currency: ["Currency"],
    status: ["Financial Status"],
    cancelledAt: ["Cancelled at"],
    refunded: ["Refunded Amount"],
    productId: ["Lineitem sku"],
    productName: ["Lineitem name"],
    price: ["Lineitem price"],
    quantity: ["Lineitem quantity"],
  },
  meaning: (state) => STATES[state.toLowerCase().replaceAll(" ", "_")],
};

const STATES: Readonly<Record<string, StateMeaning>> = {
  paid: "order",
  partially_paid: "order",
  pending: "order",
  authorized: "order",
  unpaid: "order",
  partially_refunded: "order",
  refunded: "order",
  voided: "cancelled",
  expired: "no order",
};
