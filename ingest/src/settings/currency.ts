import { plainText } from "@safar/schemas";

/** The code for amounts in tomans, the unit of Iranian shops: one is ten rials (IRR). */
export const TOMAN = "IRT";

const TOMAN_NAMES: ReadonlySet<string> = new Set(["TOMAN", "TOMANS", "تومان", "تومن"]);

/** The longest of {@link TOMAN_NAMES} and of codes, in characters, with some blanks around it. */
const LONGEST_NAME = 32;

/** ISO 4217's codes for no currency, and for tests. */
const NO_CURRENCY: ReadonlySet<string> = new Set(["XXX", "XTS"]);

const names = new Intl.DisplayNames("en", { type: "currency", fallback: "none" });

/** Cached results; at most 26 x 26 x 26 codes. */
const known = new Map<string, boolean>();

/** Whether three capital letters are a current or former currency code (ISO 4217), or the toman's. */
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

/** All codes for which {@link isCurrency} is true, in alphabetical order. */
export function currencyCodes(): string[] {
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  const pairs = letters.flatMap((first) => letters.map((second) => first + second));
  return pairs.flatMap((pair) => letters.map((third) => pair + third)).filter(isCurrency);
}

/**
 * Reads a currency code from a text, ignoring case, blanks and direction marks; IRT for "toman" and "تومان".
 *
 * @returns undefined for anything else: signs such as "$", words such as "Euro", unknown codes, other types
 */
export function currencyCode(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > LONGEST_NAME) return undefined;
  const name = plainText(value).toUpperCase();
  if (TOMAN_NAMES.has(name)) return TOMAN;
  return isCurrency(name) ? name : undefined;
}
