import { MAX_EVENT_BYTES } from "@safar/schemas";

/** Bytes reserved for the rest of the event. */
const REST_BYTES = 2_048;

/** An order's products, or nothing when they do not fit into one event: then only the order's value is sent. */
export function fittingProducts<Product>(products: readonly Product[]): { products?: readonly Product[] } {
  if (products.length === 0) return {};
  return Buffer.byteLength(JSON.stringify(products)) > MAX_EVENT_BYTES - REST_BYTES ? {} : { products };
}
