import { type TProperties, Type } from "typebox";
import { Id, Money, Quantity, Reference, Text } from "../fields.js";
import { currency, Properties } from "./product.js";

const Item = Type.Object(
  {
    item_id: Reference("Id of the item."),
    item_name: Text("Name of the item."),
    affiliation: Text("Shop or partner that sells it."),
    coupon: Text("Coupon that applies to the item."),
    discount: Money("Discount per item."),
    index: Quantity("Position in the list, from 0."),
    item_brand: Text("Brand of the item."),
    item_category: Text("Category; item_category2 to 5 narrow it down."),
    item_list_id: Reference("Id of the list it was shown in."),
    item_list_name: Text("Name of the list it was shown in."),
    item_variant: Text("Variant, such as a colour or size."),
    price: Money("Price per item."),
    quantity: Quantity("Quantity."),
  },
  { title: "Ga4Item", description: "An item of a GA4 event. Further properties are kept." },
);

function Ga4Properties<T extends TProperties>(title: string, description: string, fields: T) {
  return Properties(title, description, {
    currency,
    value: Money("Value of the event. For a purchase, the order's value; for a refund, the refunded amount."),
    items: Type.Optional(Type.Array(Item, { description: "The items that the event is about." })),
    ...fields,
  });
}

const transactionFields = {
  transaction_id: Id({
    description: "Id of the order: all events with this id are about the same order.",
  }),
  affiliation: Text("Shop or partner that sold it."),
  coupon: Text("Coupon that applies to the whole order."),
  shipping: Money("Cost of shipping."),
  tax: Money("Tax."),
};

/** The same events by the names and parameters of Google Analytics 4 ("Recommended events"). */
export const ga4Events = {
  view_item: Ga4Properties("Ga4ViewItem", "A visitor saw an item. Counts as Product Viewed.", {}),
  add_to_cart: Ga4Properties("Ga4AddToCart", "Items went into the cart. Counts as Product Added.", {}),
  remove_from_cart: Ga4Properties("Ga4RemoveFromCart", "Items left the cart. Counts as Product Removed.", {}),
  view_cart: Ga4Properties("Ga4ViewCart", "A visitor saw the cart. Counts as Cart Viewed.", {}),
  begin_checkout: Ga4Properties(
    "Ga4BeginCheckout",
    "A customer started to check out. Counts as Checkout Started.",
    { coupon: transactionFields.coupon },
  ),
  add_payment_info: Ga4Properties(
    "Ga4AddPaymentInfo",
    "A customer entered payment details. Counts as Payment Info Entered.",
    { coupon: transactionFields.coupon, payment_type: Text("How it will be paid.") },
  ),
  purchase: Ga4Properties(
    "Ga4Purchase",
    "A customer bought something. Counts as Order Completed.",
    transactionFields,
  ),
  refund: Ga4Properties("Ga4Refund", "Money was refunded. Counts as Order Refunded.", transactionFields),
};
