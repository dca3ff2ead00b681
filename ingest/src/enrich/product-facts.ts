import { columnText, commerceEvent, idText, orderStep } from "@safar/schemas";
import { toAmount } from "./money.js";
import { record } from "./record.js";

/** The products of an event, each list in the same order. */
export interface ProductFacts {
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly categories: readonly string[];
  /** Price of one piece, decimal text; "0" when it is not told. */
  readonly prices: readonly string[];
  /** Pieces, decimal text with up to three decimal places; "1" when it is not told. */
  readonly quantities: readonly string[];
}

const NO_PRODUCTS: ProductFacts = { ids: [], names: [], categories: [], prices: [], quantities: [] };

/** Events about the products that they name. Lists are left out: to be on a page is not to be looked at. */
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
/** No order holds as many pieces of one product. */
const MOST_PIECES = 1e12;

/**
 * Reads the products of a track event: those of `products` (GA4's `items`), else the event's own.
 *
 * A product is known by its `product_id`, else its `sku`, else GA4's `item_id`, else `id`, as Segment's Go client writes
 * it; one without any is left out. An order's own `id` is the order's.
 */
export function productFacts(eventName: string, properties: Readonly<Record<string, unknown>>): ProductFacts {
  if (!ABOUT_PRODUCTS.has(commerceEvent(eventName))) return NO_PRODUCTS;
  const listed = properties.products ?? properties.items;
  const own = orderStep(eventName) === "" ? properties : { ...properties, id: undefined };
  const ids: string[] = [];
  const products: Readonly<Record<string, unknown>>[] = [];
  for (const listedProduct of Array.isArray(listed) ? listed : [own]) {
    const product = record(listedProduct);
    const id = idOf(product);
    if (id === "") continue;
    ids.push(id);
    products.push(product);
  }
  if (ids.length === 0) return NO_PRODUCTS;
  return {
    ids,
    names: products.map(({ name, item_name }) => columnText(name ?? item_name, LONGEST_TEXT)),
    categories: products.map(({ category, item_category }) =>
      columnText(category ?? item_category, LONGEST_TEXT),
    ),
    prices: products.map(({ price }) => toAmount(price) ?? "0"),
    quantities: products.map(({ quantity }) => pieces(quantity)),
  };
}

/** Segment's Go client writes `sky` for the sku of a product in a list. */
function idOf({ product_id, productId, sku, sky, item_id, id }: Readonly<Record<string, unknown>>): string {
  return (
    idText(product_id) || idText(productId) || idText(sku) || idText(sky) || idText(item_id) || idText(id)
  );
}

function pieces(quantity: unknown): string {
  const amount = quantity === undefined || quantity === null ? undefined : toAmount(quantity);
  const count = Number(amount);
  return amount !== undefined && count >= 0 && count < MOST_PIECES ? count.toFixed(3) : "1";
}
