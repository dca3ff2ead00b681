import { type TProperties, Type } from "typebox";
import { Money, Quantity, Reference, Text } from "../fields.js";

/** A product's fields in the Ecommerce Spec, in a list or in the event of one product. */
export const productFields = {
  product_id: Reference("Id of the product in the shop's database."),
  sku: Reference("Stock keeping unit, the product's public number."),
  category: Text("Category of the product."),
  name: Text("Name of the product."),
  brand: Text("Brand of the product."),
  variant: Text("Variant, such as a colour or size."),
  price: Money("Price per item."),
  quantity: Quantity("Quantity."),
  coupon: Text("Coupon that applies to the product."),
  position: Quantity("Position in the list, from 1."),
  url: Text("Address of the product's page."),
  image_url: Text("Address of the product's picture."),
};

/** A product inside `products`. */
export const Product = Type.Object(productFields, {
  title: "Product",
  description: "A product in a list, a cart or an order. Further properties are kept.",
});

/** The products of a list, a cart or an order. */
export function Products(description: string) {
  return Type.Optional(Type.Array(Product, { description }));
}

/** The currency of an event's money. */
export const currency = Text(
  "Currency of the amounts, as an ISO 4217 code such as EUR. Without one, the source's currency.",
);

/**
 * The properties of one commerce event.
 *
 * @param title the name of its type
 * @param description when the event is sent
 */
export function Properties<T extends TProperties>(title: string, description: string, fields: T) {
  return Type.Object(fields, { title, description });
}
