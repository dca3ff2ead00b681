import { readNumber } from "../event/enrich/read-number.js";

/** The decimal separator: 1234.50 or 1234,50. */
export const DECIMAL_SIGNS = ["point", "comma"] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** An amount as decimal text, or why it can't be read. */
export type CellNumber = { readonly decimal: string } | { readonly problem: "no number" | "ambiguous" };

/**
 * Reads the amount in a cell by the rules of {@link readNumber}.
 *
 * @param sign the column's decimal separator, if it is known
 */
export function readAmount(text: string, sign: DecimalSign | undefined): CellNumber {
  const decimal = readNumber(text, sign ?? "either");
  if (decimal !== undefined) return { decimal };
  return { problem: readNumber(text, "point") === undefined ? "no number" : "ambiguous" };
}

/** Finds the decimal separator of a column: undefined when no amount shows one, or they show both. */
export function createSignFinder() {
  const seen = new Set<DecimalSign>();
  let first: { readonly text: string; readonly sign: DecimalSign } | undefined;
  return {
    add(text: string): void {
      const sign = signOf(text);
      if (sign === undefined) return;
      seen.add(sign);
      first ??= { text, sign };
    },
    /** The separator, and the first amount that shows it. */
    found: () => (seen.size === 1 ? first : undefined),
  };
}

/** An amount's decimal separator: the last point or comma before decimals, or the one not used between thousands. */
function signOf(text: string): DecimalSign | undefined {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const decimal = last < 0 ? undefined : readNumber(text);
  if (decimal === undefined) return undefined;
  return (text[last] === ".") === decimal.includes(".") ? "point" : "comma";
}
