import { InvalidArgumentError } from "commander";
import { currencyCode } from "./currency.js";

/**
 * Reads a currency from the command line.
 *
 * @returns its code, IRT for tomans
 * @throws {InvalidArgumentError} when the text is not a currency
 */
export function currencyOption(text: string): string {
  const code = currencyCode(text);
  if (code !== undefined) return code;
  throw new InvalidArgumentError(
    `"${text}" is no currency. Use an ISO 4217 code, such as EUR, or IRT for tomans.`,
  );
}
