import { isLosslessNumber } from "lossless-json";

/** Digits behind the point that a stored amount has; the columns are Decimal(38, 6). */
const SCALE = 6;

/** No order is worth this many units of any currency; a larger amount is taken for unknown. */
const LARGEST = 10n ** 15n;

/** Longer text is no amount, and would only cost time to read. */
const LONGEST_TEXT = 64;

/** Text that is an amount as it stands: at most fifteen digits before the point and six behind it. */
const READY = /^-?\d{1,15}(\.\d{1,6})?$/;

const DECIMAL = /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * An amount as decimal text, never through floating-point arithmetic: a number counts as the shortest
 * decimal that names it, text as the decimal it is. Digits past the sixth are rounded half away from zero.
 *
 * @returns undefined for what is no amount: other types, text such as "12 EUR", or 10^15 and more
 */
export function toAmount(value: unknown): string | undefined {
  const text = amountText(value);
  if (text === undefined) return undefined;
  if (READY.test(text)) return text;
  const units = toUnits(text);
  return units === undefined ? undefined : fromUnits(units);
}

/**
 * The exact sum of price × quantity over an order's products; a product without a quantity counts once, one
 * without a price adds nothing.
 *
 * @returns undefined when no product has a price
 */
export function productsAmount(products: unknown): string | undefined {
  if (!Array.isArray(products)) return undefined;
  let sum: bigint | undefined;
  for (const product of products) {
    if (product === null || typeof product !== "object") continue;
    const price = toUnits(amountText(product.price));
    if (price === undefined) continue;
    const quantity = product.quantity == null ? 10n ** BigInt(SCALE) : toUnits(amountText(product.quantity));
    if (quantity === undefined) continue;
    sum = (sum ?? 0n) + price * quantity;
  }
  return sum === undefined ? undefined : bounded(divideRounded(sum, 10n ** BigInt(SCALE)));
}

/** The amount without its sign: a refund is subtracted whichever way its sender wrote it. */
export function magnitude(amount: string | undefined): string | undefined {
  return amount?.startsWith("-") ? amount.slice(1) : amount;
}

function amountText(value: unknown): string | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : undefined;
  const text = typeof value === "string" ? value.trim() : isLosslessNumber(value) ? value.value : undefined;
  return text !== undefined && text.length <= LONGEST_TEXT ? text : undefined;
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

function bounded(units: bigint): string | undefined {
  const size = units < 0n ? -units : units;
  return size >= LARGEST * 10n ** BigInt(SCALE) ? undefined : fromUnits(units);
}

function fromUnits(units: bigint): string {
  const digits = String(units < 0n ? -units : units).padStart(SCALE + 1, "0");
  return `${units < 0n ? "-" : ""}${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`;
}
