import { plainText, type Told, UNREADABLE } from "@safar/schemas";
import { isLosslessNumber } from "lossless-json";
import type { DecimalStyle } from "../../sources/source.js";
import { readNumber } from "./read-number.js";

/** An amount as decimal text; or not told, or unreadable. */
export type Amount = Told<string>;

/** Decimal places of a stored amount; the columns are Decimal(38, 6). */
const SCALE = 6;

/** Amounts from this size on are unreadable: no order is worth so much in any currency. */
const LARGEST = 10n ** 14n;

/** Most characters of a JSON number that is read as an amount. */
const LONGEST_NUMBER = 64;

/** Text that needs no conversion: at most 14 digits before the point and 6 after it. */
const READY = /^-?\d{1,14}(\.\d{1,6})?$/;

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Converts an amount to decimal text without floating-point arithmetic. A number is taken as its shortest decimal
 * form; text is read by `readNumber`. Digits after the sixth decimal place are rounded half away from zero.
 *
 * @returns undefined for null and blank text; UNREADABLE for other types, text such as "12 EUR", 10^14 and more
 */
export function toAmount(value: unknown, style?: DecimalStyle): Amount {
  if (isUntold(value)) return undefined;
  const text = amountText(value, style);
  if (text === undefined) return UNREADABLE;
  if (READY.test(text)) return text;
  const units = toUnits(text);
  return units === undefined ? UNREADABLE : fromUnits(units);
}

/** Whether a value is not told: null, blank text, or a missing field. */
export function isUntold(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && plainText(value) === "");
}

/**
 * Reads a list of products: an array, or an object with numeric keys, as PHP writes an array with gaps.
 *
 * @returns undefined when not told; UNREADABLE for anything else
 */
export function productList(value: unknown): Told<readonly unknown[]> {
  if (isUntold(value)) return undefined;
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return UNREADABLE;
  return Object.keys(value).every((name) => /^\d{1,9}$/.test(name)) ? Object.values(value) : UNREADABLE;
}

/** The Ecommerce Spec's and GA4's name, and those of clients that spell it otherwise. */
const QUANTITY_NAMES = ["quantity", "qty", "Quantity", "Qty", "product_quantity", "item_quantity"] as const;
const PRICE_NAMES = ["price", "Price", "unit_price", "unitPrice", "item_price", "product_price"] as const;

/** What a product tells of its pieces: under the first name that tells something. */
export function quantityOf(product: Readonly<Record<string, unknown>>): unknown {
  return toldUnder(QUANTITY_NAMES, product);
}

/** What one piece of a product costs. */
export function priceOf(product: Readonly<Record<string, unknown>>): unknown {
  return toldUnder(PRICE_NAMES, product);
}

function toldUnder(names: readonly string[], product: Readonly<Record<string, unknown>>): unknown {
  const told = names.find((name) => !isUntold(product[name]));
  return told === undefined ? undefined : product[told];
}

/**
 * The exact sum of price × quantity of an order's products. The default quantity is 1; a product without a price adds
 * nothing.
 *
 * @returns undefined when no product has a price; UNREADABLE when one has a price or a quantity that can't be read
 */
export function productsAmount(told: unknown, style?: DecimalStyle): Amount {
  const products = productList(told);
  if (products === undefined || products === UNREADABLE) return products;
  let sum: bigint | undefined;
  for (const product of products) {
    if (product === null || typeof product !== "object") continue;
    const price = priceOf(product as Record<string, unknown>);
    const quantity = quantityOf(product as Record<string, unknown>);
    if (isUntold(price)) continue;
    const each = toUnits(amountText(price, style));
    const pieces = isUntold(quantity) ? 10n ** BigInt(SCALE) : toUnits(amountText(quantity, style));
    if (each === undefined || pieces === undefined) return UNREADABLE;
    sum = (sum ?? 0n) + each * pieces;
  }
  return sum === undefined ? undefined : bounded(divideRounded(sum, 10n ** BigInt(SCALE)));
}

/** The amount without its sign: a refund is subtracted whether it was sent as positive or negative. */
export function magnitude(amount: string): string;
export function magnitude(amount: Amount): Amount;
export function magnitude(amount: Amount): Amount {
  return typeof amount === "string" && amount.startsWith("-") ? amount.slice(1) : amount;
}

function amountText(value: unknown, style?: DecimalStyle): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  if (typeof value === "string") return readNumber(value, style);
  return isLosslessNumber(value) && value.value.length <= LONGEST_NUMBER ? value.value : undefined;
}

function toUnits(text: string | undefined): bigint | undefined {
  const match = text === undefined ? null : DECIMAL.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "") return undefined;
  const shift = Number(exponent) - fraction.length + SCALE;
  const digits = BigInt(whole + fraction);
  const units = shift >= 0 ? digits * 10n ** BigInt(shift) : divideRounded(digits, 10n ** BigInt(-shift));
  if (units >= LARGEST * 10n ** BigInt(SCALE)) return undefined;
  return sign === "-" ? -units : units;
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
  const half = divisor / 2n;
  return dividend < 0n ? (dividend - half) / divisor : (dividend + half) / divisor;
}

function bounded(units: bigint): Amount {
  const size = units < 0n ? -units : units;
  return size >= LARGEST * 10n ** BigInt(SCALE) ? UNREADABLE : fromUnits(units);
}

function fromUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}
