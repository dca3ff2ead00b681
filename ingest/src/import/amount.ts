import { readNumber } from "../event/enrich/read-number.js";

/** Which sign divides whole from parts: 1234.50 or 1234,50. */
export const DECIMAL_SIGNS = ["point", "comma"] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** An amount as decimal text, or why there is none. */
export type CellNumber = { readonly decimal: string } | { readonly problem: "no number" | "ambiguous" };

/**
 * Reads an amount of a cell by the rules of {@link readNumber}.
 *
 * @param sign what divides whole from parts in the whole column, when it is known
 */
export function readAmount(text: string, sign: DecimalSign | undefined): CellNumber {
  const decimal = readNumber(text, sign ?? "either");
  if (decimal !== undefined) return { decimal };
  return { problem: readNumber(text, "point") === undefined ? "no number" : "ambiguous" };
}

/** Finds the sign that a column's amounts show: undefined when they show none, or both. */
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
    /** The sign, and the first amount that shows it. */
    found: () => (seen.size === 1 ? first : undefined),
  };
}

/** The sign that an amount shows: the last point or comma before decimals, or the other one than between thousands. */
function signOf(text: string): DecimalSign | undefined {
  const last = Math.max(text.lastIndexOf("."), text.lastIndexOf(","));
  const decimal = last < 0 ? undefined : readNumber(text);
  if (decimal === undefined) return undefined;
  return (text[last] === ".") === decimal.includes(".") ? "point" : "comma";
}
