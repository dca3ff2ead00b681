/** An amount as it is told: a number, or a text that keeps every digit. */
const AMOUNT = /^-?\d{1,15}(\.\d{1,6})?$/;

/**
 * An amount as people of a language write it: `€19.90`, `‎۱۹٬۹۰۰ تومان`.
 *
 * @param currency an ISO 4217 code, or IRT for tomans, which Intl does not know
 * @throws {RangeError} when the amount or the currency can't be read
 */
export function moneyText(amount: unknown, currency: unknown, language: string): string {
  const text = typeof amount === "number" ? String(amount) : amount;
  if (typeof text !== "string" || !AMOUNT.test(text)) throw new RangeError("the amount can't be read");
  if (typeof currency !== "string" || !/^[A-Z]{3}$/.test(currency))
    throw new RangeError('the currency can\'t be read: write it as in money: "EUR"');
  // Intl reads a text digit by digit; its types know numbers alone.
  const exact = text as unknown as number;
  if (currency === "IRT") {
    const number = new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(exact);
    return language.startsWith("fa") ? `${number} تومان` : `${number} toman`;
  }
  return new Intl.NumberFormat(language, { style: "currency", currency }).format(exact);
}

/** A number as people of a language write it: `1,234.5`, `۱٬۲۳۴٫۵`. @throws {RangeError} when it can't be read */
export function numberText(amount: unknown, language: string): string {
  const text = typeof amount === "number" ? String(amount) : amount;
  if (typeof text !== "string" || !AMOUNT.test(text)) throw new RangeError("the number can't be read");
  return new Intl.NumberFormat(language, { maximumFractionDigits: 6 }).format(text as unknown as number);
}
