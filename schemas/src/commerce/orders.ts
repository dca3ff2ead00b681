import { Type } from "typebox";
import { Id, Money, Reference, Text } from "../fields.js";
import { currency, Products, Properties } from "./product.js";

/** The amounts of a checkout or an order. */
export const amountFields = {
  affiliation: Text("Shop or partner through which it was bought."),
  revenue: Money("What was earned, without shipping and tax. The order's value, where it is given."),
  total: Money("What is paid, with discounts. The order's value, where there is no revenue."),
  value: Money("The order's value, where there is neither revenue nor total."),
  shipping: Money("Cost of shipping."),
  tax: Money("Tax."),
  discount: Money("Discount."),
  coupon: Text("Coupon that applies to the whole order."),
  currency,
  products: Products("What is bought. Price times quantity is the order's value where no amount is given."),
};

const orderFields = {
  order_id: Id({
    description: "Id of the order: every event with this id tells of the same order, however many there are.",
  }),
  checkout_id: Reference("Id of the checkout that led to it."),
  subtotal: Money("Sum after discounts, before tax and shipping."),
  ...amountFields,
  test: Type.Optional(Type.Boolean({ description: "True for a trial order: stored, and never counted." })),
};

/** What can be told of an order. Figures read these four. */
export const orderEvents = {
  "Order Completed": Properties("OrderCompleted", "A customer bought something.", orderFields),
  "Order Updated": Properties(
    "OrderUpdated",
    "An order changed: its value and products are replaced, its time is not.",
    orderFields,
  ),
  "Order Refunded": Properties(
    "OrderRefunded",
    "Money went back. The amount is that of the refund; without one the whole order was refunded.",
    orderFields,
  ),
  "Order Cancelled": Properties(
    "OrderCancelled",
    "An order was called off. It leaves the figures, for good.",
    orderFields,
  ),
};
