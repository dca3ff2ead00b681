import { Quantity, Reference, Text } from "../fields.js";
import { amountFields } from "./orders.js";
import { Properties } from "./product.js";

const checkout_id = Reference("Id of the checkout.");

const stepFields = {
  checkout_id,
  step: Quantity("Number of the step, from 1."),
  shipping_method: Text("How it will be delivered."),
  payment_method: Text("How it will be paid."),
};

/** Checkout events, from the cart to the order. */
export const checkoutEvents = {
  "Checkout Started": Properties("CheckoutStarted", "A customer started to check out.", {
    checkout_id,
    order_id: Reference("Id that the order will have, if it is known."),
    ...amountFields,
  }),
  "Checkout Step Viewed": Properties(
    "CheckoutStepViewed",
    "A customer saw a step of the checkout.",
    stepFields,
  ),
  "Checkout Step Completed": Properties(
    "CheckoutStepCompleted",
    "A customer finished a step of the checkout.",
    stepFields,
  ),
  "Payment Info Entered": Properties("PaymentInfoEntered", "A customer entered how to pay.", {
    ...stepFields,
    order_id: Reference("Id that the order will have, if it is known."),
  }),
};
