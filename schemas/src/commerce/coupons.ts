import { Money, Reference, Text } from "../fields.js";
import { currency, Properties } from "./product.js";

const entered = {
  order_id: Reference("Id of the order, if there is one."),
  cart_id: Reference("Id of the cart, if there is one."),
  coupon_id: Reference("Id of the coupon."),
};

const named = { ...entered, coupon_name: Text("Name of the coupon.") };

/** Coupon events. */
export const couponEvents = {
  "Coupon Entered": Properties("CouponEntered", "A customer entered a coupon.", entered),
  "Coupon Applied": Properties("CouponApplied", "A coupon was accepted.", {
    ...named,
    discount: Money("Amount of the discount."),
    currency,
  }),
  "Coupon Denied": Properties("CouponDenied", "A coupon was rejected.", {
    ...named,
    coupon: Text("The text entered, if it is not a known coupon."),
    reason: Text("Why it was rejected."),
  }),
  "Coupon Removed": Properties("CouponRemoved", "A customer removed a coupon.", {
    ...named,
    discount: Money("Amount of the discount that was removed."),
    currency,
  }),
};
