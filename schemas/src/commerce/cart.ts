import { Reference } from "../fields.js";
import { currency, Products, Properties, productFields } from "./product.js";

const cart_id = Reference("Id of the cart.");

/** Cart events before the checkout. */
export const cartEvents = {
  "Product Added": Properties("ProductAdded", "A visitor put a product into the cart.", {
    cart_id,
    ...productFields,
    currency,
  }),
  "Product Removed": Properties("ProductRemoved", "A visitor took a product out of the cart.", {
    cart_id,
    ...productFields,
    currency,
  }),
  "Cart Viewed": Properties("CartViewed", "A visitor saw the cart.", {
    cart_id,
    currency,
    products: Products("What is in the cart."),
  }),
};
