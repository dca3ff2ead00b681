import { plainText } from "@safar/schemas";

/** The code under which an amount in tomans, the unit of Iranian shops, is stored: one is ten rials (IRR). */
export const TOMAN = "IRT";

const TOMAN_NAMES: ReadonlySet<string> = new Set(["TOMAN", "TOMANS", "تومان", "تومن"]);

/** The longest of {@link TOMAN_NAMES} and of codes, in characters, with some blanks around it. */
const LONGEST_NAME = 32;

/** Codes that ISO 4217 keeps for no currency, and for tests. */
const NO_CURRENCY: ReadonlySet<string> = new Set(["XXX", "XTS"]);

const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });

/** Verdicts on codes; there are 26 x 26 x 26 at most. */
const known = new Map<string, boolean>();

/** Whether three capital letters are the code of a currency, in use (ISO 4217) or of the past, or the toman's. */
export function isCurrency(code: string): boolean {
  if (code === TOMAN) return true;
  if (!/^[A-Z]{3}$/.test(code) || NO_CURRENCY.has(code)) return false;
  let verdict = known.get(code);
  if (verdict === undefined) {
    verdict = names.of(code) !== undefined;
    known.set(code, verdict);
  }
  return verdict;
}

/** Every code of which {@link isCurrency} is true, in the order of the alphabet. */
export function currencyCodes(): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  return pairs.flatMap((pair) => letters.map((third) => pair + third)).filter(isCurrency);
}

/**
 * The code of the currency that a text names, in whatever case and with whatever blanks and direction marks: its own,
 * or IRT for "toman" and "تومان".
 *
 * @returns undefined for what names none: signs such as "$", words such as "Euro", unknown codes, other types
 */
export function currencyCode(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > LONGEST_NAME) return undefined;
  const name = plainText(value).toUpperCase();
  if (TOMAN_NAMES.has(name)) return TOMAN;
  return isCurrency(name) ? name : undefined;
}
