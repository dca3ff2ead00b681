import { Money, Reference, Text } from "../fields.js";
import { currency, Properties } from "./product.js";

const entered = {
  order_id: Reference("Id of the order, if there is one."),
  cart_id: Reference("Id of the cart, if there is one."),
  coupon_id: Reference("Id of the coupon."),
};

const named = { ...entered, coupon_name: Text("Name of the coupon.") };

/** What happens to a coupon. */
export const couponEvents = {
  "Coupon Entered": Properties("CouponEntered", "A customer entered a coupon.", entered),
  "Coupon Applied": Properties("CouponApplied", "A coupon was accepted.", {
    ...named,
    discount: Money("How much it takes off."),
    currency,
  }),
  "Coupon Denied": Properties("CouponDenied", "A coupon was turned down.", {
    ...named,
    coupon: Text("What was entered, where it is no known coupon."),
    reason: Text("Why it was turned down."),
  }),
  "Coupon Removed": Properties("CouponRemoved", "A customer took a coupon back.", {
    ...named,
    discount: Money("How much it had taken off."),
    currency,
  }),
};
