import { Type } from "typebox";
import { Id, Money, Reference, Text } from "../fields.js";
import { currency, Products, Properties } from "./product.js";

/** The amounts of a checkout or an order. */
export const amountFields = {
  affiliation: Text("Shop or partner that sold it."),
  revenue: Money("Revenue without shipping and tax. If given, it is the order's value."),
  total: Money("Amount paid, after discounts. The order's value if there is no revenue."),
  value: Money("The order's value if there is neither revenue nor total."),
  shipping: Money("Cost of shipping."),
  tax: Money("Tax."),
  discount: Money("Discount."),
  coupon: Text("Coupon that applies to the whole order."),
  currency,
  products: Products(
    "The products bought. Without any amount, the sum of price times quantity is the order's value.",
  ),
};

const orderFields = {
  order_id: Id({
    description: "Id of the order: all events with this id are about the same order.",
  }),
  checkout_id: Reference("Id of the checkout that led to it."),
  subtotal: Money("Sum after discounts, before tax and shipping."),
  ...amountFields,
  test: Type.Optional(Type.Boolean({ description: "True for a test order: stored, but never counted." })),
};

/** The four order events. Figures read them. */
export const orderEvents = {
  "Order Completed": Properties("OrderCompleted", "A customer bought something.", orderFields),
  "Order Updated": Properties(
    "OrderUpdated",
    "An order changed. Its value and products are replaced; its time is not.",
    orderFields,
  ),
  "Order Refunded": Properties(
    "OrderRefunded",
    "Money was refunded. The amount is that of the refund; without one, the whole order was refunded.",
    orderFields,
  ),
  "Order Cancelled": Properties(
    "OrderCancelled",
    "An order was cancelled. Figures no longer count it.",
    orderFields,
  ),
};
