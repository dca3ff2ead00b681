import { plainText, type Told, UNREADABLE } from "@safar/schemas";
import { isLosslessNumber } from "lossless-json";
import type { DecimalStyle } from "../../sources/source.js";
import { readNumber } from "./read-number.js";

/** What a field tells of an amount, as decimal text. */
export type Amount = Told<string>;

/** Digits behind the point that a stored amount has; the columns are Decimal(38, 6). */
const SCALE = 6;

/** No order is worth this many units of any currency; a larger amount can't be read. */
const LARGEST = 10n ** 14n;

/** Characters of a JSON number that is read as an amount. */
const LONGEST_NUMBER = 64;

/** Text that is an amount as it stands: at most fourteen digits before the point and six behind it. */
const READY = /^-?\d{1,14}(\.\d{1,6})?$/;

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * An amount as decimal text, never through floating-point arithmetic: a number counts as the shortest decimal that
 * names it, text as `readNumber` reads it. Digits past the sixth are rounded half away from zero.
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

/** What says nothing: null, a blank text, a field left out. */
export function isUntold(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === "string" && plainText(value) === "");
}

/**
 * A list of products: an array, or an object with the places as its names, as PHP writes an array with gaps.
 *
 * @returns undefined when none is told; UNREADABLE for anything else
 */
export function productList(value: unknown): Told<readonly unknown[]> {
  if (isUntold(value)) return undefined;
  if (Array.isArray(value)) return value;
  if (typeof value !== "object" || value === null || isLosslessNumber(value)) return UNREADABLE;
  return Object.keys(value).every((name) => /^\d{1,9}$/.test(name)) ? Object.values(value) : UNREADABLE;
}

/**
 * The exact sum of price × quantity over an order's products; a product without a quantity counts once, one
 * without a price adds nothing.
 *
 * @returns undefined when no product has a price; UNREADABLE when one has a price or a quantity that can't be read
 */
export function productsAmount(told: unknown, style?: DecimalStyle): Amount {
  const products = productList(told);
  if (products === undefined || products === UNREADABLE) return products;
  let sum: bigint | undefined;
  for (const product of products) {
    if (product === null || typeof product !== "object") continue;
    const { price, quantity } = product as Record<string, unknown>;
    if (isUntold(price)) continue;
    const each = toUnits(amountText(price, style));
    const pieces = isUntold(quantity) ? 10n ** BigInt(SCALE) : toUnits(amountText(quantity, style));
    if (each === undefined || pieces === undefined) return UNREADABLE;
    sum = (sum ?? 0n) + each * pieces;
  }
  return sum === undefined ? undefined : bounded(divideRounded(sum, 10n ** BigInt(SCALE)));
}

/** The amount without its sign: a refund is subtracted whichever way its sender wrote it. */
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
