import { columnText, UNREADABLE } from "@safar/schemas";
import { priceOf, quantityOf, toAmount } from "../../event/enrich/money.js";
import { pieces, productName, productsOf } from "../../event/enrich/product-facts.js";
import { isCalled, type JourneyEvent } from "../run/event.js";
import { type IsShopLink, isWebAddress } from "./shop-links.js";

/** One product in a person's cart. What was not told is not there. */
export interface CartLine {
  readonly product_id: string;
  /** The id where no name was told. */
  readonly name: string;
  readonly quantity: number;
  /** Of one piece, decimal text; there only with its currency. */
  readonly price?: string;
  readonly currency?: string;
  readonly image_url?: string;
  readonly url?: string;
}

/** What a person has in their cart. */
export interface Cart {
  /** As they were added last, the latest first. */
  readonly lines: readonly CartLine[];
  /** Pieces of all lines. */
  readonly quantity: number;
  /** Decimal text; not there where a price is not known, or prices have several currencies. */
  readonly value?: string;
  readonly currency?: string;
}

/** The events that a cart is made of. */
export const CART_EVENTS = ["Product Added", "Product Removed", "Order Completed"] as const;

export const EMPTY_CART: Cart = { lines: [], quantity: 0 };

const DAY_MS = 86_400_000;
/** What was added longer before the last addition lies in no cart any more. */
const OLDEST_MS = 30 * DAY_MS;
const MOST_LINES = 50;
const LONGEST_NAME = 120;

/**
 * The cart of a person: what they added less what they removed, since their last order. Prices, pictures and links are
 * the last that were told.
 *
 * @param events the person's, in order
 * @param currency of prices without one
 * @param isShopLink which addresses of those that pages told may be shown
 */
export function cartOf(events: readonly JourneyEvent[], currency: string, isShopLink: IsShopLink): Cart {
  const told = events.filter((event) => CART_EVENTS.some((name) => isCalled(event, name)));
  const ordered = told.findLastIndex((event) => isCalled(event, "Order Completed"));
  const since = told.slice(ordered + 1);
  const last = since.findLast((event) => isCalled(event, "Product Added"))?.at ?? 0;
  const lines = new Map<string, CartLine>();
  for (const event of since.filter(({ at }) => at >= last - OLDEST_MS)) {
    const sign = isCalled(event, "Product Removed") ? -1 : 1;
    for (const { id, product } of productsOf(event.name, event.properties)) {
      const before = lines.get(id);
      const quantity = (before?.quantity ?? 0) + sign * Number(pieces(quantityOf(product)));
      lines.delete(id);
      if (quantity > 0)
        lines.set(id, { ...before, ...lineOf(id, product, event, currency, isShopLink), quantity });
    }
  }
  const shown = [...lines.values()]
    .reverse()
    .filter(({ name }) => name !== "")
    .slice(0, MOST_LINES);
  return {
    lines: shown,
    quantity: shown.reduce((sum, { quantity }) => sum + quantity, 0),
    ...sumOf(shown),
  };
}

function lineOf(
  id: string,
  product: Readonly<Record<string, unknown>>,
  { properties, isPages = false }: JourneyEvent,
  shopCurrency: string,
  isShopLink: IsShopLink,
): Omit<CartLine, "quantity"> {
  const price = toAmount(priceOf(product));
  const currency =
    currencyOf(product.currency) ?? currencyOf(properties.currency) ?? currencyOf(shopCurrency);
  const address = (value: unknown) =>
    typeof value === "string" && (isPages ? isShopLink(value) : isWebAddress(value)) ? value : undefined;
  const [image, url] = [address(product.image_url ?? product.image), address(product.url)];
  return {
    product_id: id,
    name: shownName(productName(product), isPages) || shownName(id, isPages),
    ...(price === undefined || price === UNREADABLE || currency === undefined ? {} : { price, currency }),
    ...(image === undefined ? {} : { image_url: image }),
    ...(url === undefined ? {} : { url }),
  };
}

/** A name of one line; of a page none that mail programs make a link of, since it may be a stranger's. */
function shownName(name: string, isPages: boolean): string {
  const line = columnText(name, LONGEST_NAME)
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim();
  return isPages && /:\/\/|\bwww\./i.test(line) ? "" : line;
}

function currencyOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : undefined;
}

/** Exact: prices have six decimals at most, quantities three. */
function sumOf(lines: readonly CartLine[]): Pick<Cart, "value" | "currency"> {
  const currency = lines[0]?.currency;
  if (currency === undefined || lines.some((line) => line.price === undefined || line.currency !== currency))
    return {};
  const sum = lines.reduce(
    (all, { price, quantity }) => all + units(price!, 6) * units(quantity.toFixed(3), 3),
    0n,
  );
  return { value: decimalOf(sum, 9), currency };
}

function units(text: string, decimals: number): bigint {
  const [whole, fraction = ""] = text.replace("-", "").split(".");
  const amount = BigInt(whole + fraction.padEnd(decimals, "0"));
  return text.startsWith("-") ? -amount : amount;
}

/** Decimal text with six decimals at most, as amounts have; what lies behind them is rounded. */
function decimalOf(amount: bigint, decimals: number): string {
  const scale = 10n ** BigInt(decimals - 6);
  const rounded = ((amount < 0n ? -amount : amount) + scale / 2n) / scale;
  const text = rounded.toString().padStart(7, "0");
  let fraction = text.slice(-6);
  while (fraction.endsWith("0")) fraction = fraction.slice(0, -1);
  return `${amount < 0n ? "-" : ""}${text.slice(0, -6)}${fraction === "" ? "" : `.${fraction}`}`;
}
