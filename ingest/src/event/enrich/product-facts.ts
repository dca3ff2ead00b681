import { columnText, commerceEvent, idText, orderStep, UNREADABLE } from "@safar/schemas";
import type { DecimalStyle } from "../../sources/source.js";
import { priceOf, productList, quantityOf, toAmount } from "./money.js";
import { record } from "./record.js";

/** The products of an event, as parallel lists. */
export interface ProductFacts {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly categories: readonly string[];
  /** Price of one item, decimal text; "0" when not told or unreadable. */
  readonly prices: readonly string[];
  /** Quantity, decimal text with up to three decimal places; "1" when not told, "0" when unreadable. */
  readonly quantities: readonly string[];
}

const NO_PRODUCTS: ProductFacts = { ids: [], names: [], categories: [], prices: [], quantities: [] };

/** Events about single products. Product lists are left out: a product in a list was not necessarily looked at. */
const ABOUT_PRODUCTS: ReadonlySet<string> = new Set([
  "Product Viewed",
  "Product Added",
  "Product Removed",
  "Product Shared",
  "Order Completed",
  "Order Updated",
]);

/** Longer text is cut off. */
const LONGEST_TEXT = 512;
/** Larger quantities are unreadable. */
const MOST_PIECES = 1e12;

/**
 * Reads the products of a track event: those of `products` (GA4's `items`), else the event's own.
 *
 * A product's id is `product_id`, else `sku`, else GA4's `item_id`, else `id` (Segment's Go client). Products without
 * an id are left out. An order's own `id` is the order's.
 */
export function productFacts(
  eventName: string,
  properties: Readonly<Record<string, unknown>>,
  style?: DecimalStyle,
): ProductFacts {
  const told = productsOf(eventName, properties);
  if (told.length === 0) return NO_PRODUCTS;
  const products = told.map(({ product }) => product);
  return {
    ids: told.map(({ id }) => id),
    names: products.map(productName),
    categories: products.map(({ category, item_category }) =>
      columnText(category ?? item_category, LONGEST_TEXT),
    ),
    prices: products.map((product) => priceText(priceOf(product), style)),
    quantities: products.map((product) => pieces(quantityOf(product), style)),
  };
}

/** The products of a track event, with their ids and all their fields. */
export function productsOf(
  eventName: string,
  properties: Readonly<Record<string, unknown>>,
): { readonly id: string; readonly product: Readonly<Record<string, unknown>> }[] {
  if (!ABOUT_PRODUCTS.has(commerceEvent(eventName))) return [];
  const listed = productList(properties.products ?? properties.items);
  const own = orderStep(eventName) === "" ? properties : { ...properties, id: undefined };
  return (Array.isArray(listed) ? listed : [own]).flatMap((each) => {
    const product = record(each);
    const id = idOf(product);
    return id === "" ? [] : [{ id, product }];
  });
}

/** The name of a product; "" when not told. */
export function productName({ name, item_name }: Readonly<Record<string, unknown>>): string {
  return columnText(name ?? item_name, LONGEST_TEXT);
}

/** Segment's Go client writes `sky` for the `sku` of a product in a list. */
function idOf({ product_id, productId, sku, sky, item_id, id }: Readonly<Record<string, unknown>>): string {
  return (
    idText(product_id) || idText(productId) || idText(sku) || idText(sky) || idText(item_id) || idText(id)
  );
}

function priceText(price: unknown, style?: DecimalStyle): string {
  const amount = toAmount(price, style);
  return typeof amount === "string" ? amount : "0";
}

/** Quantity, decimal text; "1" when not told, "0" when unreadable. */
export function pieces(quantity: unknown, style?: DecimalStyle): string {
  const amount = toAmount(quantity, style);
  if (amount === undefined) return "1";
  const count = amount === UNREADABLE ? 0 : Number(amount);
  return count >= 0 && count < MOST_PIECES ? count.toFixed(3) : "0";
}
