import { MAX_EVENT_BYTES } from "@safar/schemas";

/** Room for all that an event holds beside its products. */
const REST_BYTES = 2_048;

/** An order's products, unless they are more than one event holds: then its value stands alone. */
export function fittingProducts<Product>(products: readonly Product[]): { products?: readonly Product[] } {
  if (products.length === 0) return {};
  return Buffer.byteLength(JSON.stringify(products)) > MAX_EVENT_BYTES - REST_BYTES ? {} : { products };
}
