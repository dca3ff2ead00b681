/** Decimal places of money in figures: the views round ratios to six. */
const SCALE = 6;

/** Decimal places of the ledger's currencies, euros and pounds. */
const CENT_DIGITS = 2;

/** Cents as decimal text without trailing zeros, such as "12.5". */
export function moneyText(cents: bigint): string {
  return decimalText(cents * 10n ** BigInt(SCALE - CENT_DIGITS));
}

/** Cents divided by a count, rounded half away from zero to six digits; null when the count is zero. */
export function moneyRatioText(cents: bigint, count: number): string | null {
  if (count === 0) return null;
  const dividend = cents * 10n ** BigInt(SCALE - CENT_DIGITS);
  const divisor = BigInt(count);
  const size = dividend < 0n ? -dividend : dividend;
  const rounded = (2n * size + divisor) / (2n * divisor);
  return decimalText(dividend < 0n ? -rounded : rounded);
}

function decimalText(millionths: bigint): string {
  const digits = String(millionths < 0n ? -millionths : millionths).padStart(SCALE + 1, "0");
  const fraction = digits.slice(-SCALE).replace(/0+$/, "");
  const whole = `${millionths < 0n ? "-" : ""}${digits.slice(0, -SCALE)}`;
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/** `a` of `b` in percent; null when `b` is zero. */
export function percent(a: number, b: number): number | null {
  return b === 0 ? null : (100 * a) / b;
}
