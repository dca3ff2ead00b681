import { Reference, Text } from "../fields.js";
import { Products, Properties, productFields } from "./product.js";

const shareFields = {
  share_via: Text("How it was shared, such as email."),
  share_message: Text("Message sent with it."),
  recipient: Text("Recipient."),
};

/** Sharing events. */
export const sharingEvents = {
  "Product Shared": Properties("ProductShared", "A visitor shared a product.", {
    ...shareFields,
    ...productFields,
  }),
  "Cart Shared": Properties("CartShared", "A visitor shared the cart.", {
    ...shareFields,
    cart_id: Reference("Id of the cart."),
    products: Products("What is in the cart."),
  }),
};
