/** Which sign divides whole from parts: 1234.50 or 1234,50. */
export const DECIMAL_SIGNS = ["point", "comma"] as const;
export type DecimalSign = (typeof DECIMAL_SIGNS)[number];

/** An amount as it is read: decimal text, or why not. */
export type Amount =
  | { readonly decimal: string; readonly shows?: DecimalSign }
  | { readonly problem: "no number" | "ambiguous" };

const LONGEST = 64;
const PLAIN = /^\d+$/;
const ONE_SIGN = /^(\d+)([.,])(\d+)$/;
const BOTH_POINT = /^\d{1,3}(?:,\d{3})+\.\d+$/;
const BOTH_COMMA = /^\d{1,3}(?:\.\d{3})+,\d+$/;
const POINT_GROUPS = /^\d{1,3}(?:,\d{3}){2,}$/;
const COMMA_GROUPS = /^\d{1,3}(?:\.\d{3}){2,}$/;

/**
 * Reads an amount as people write it: 1234.50, 1,234.50, 1.234,50, 1 234,50, -5. Persian digits were folded before.
 * What can be read in two ways, such as 1.234 or 1,234, is read by the sign that the whole column shows, or not at all.
 *
 * @param sign what divides whole from parts, when it is known
 */
export function readAmount(text: string, sign: DecimalSign | undefined): Amount {
  if (text.length > LONGEST) return { problem: "no number" };
  const [, minus = "", rest = ""] = /^([+\-−]?)(.*)$/su.exec(text.replace(SPACES, "")) ?? [];
  const negative = minus === "-" || minus === "−" ? "-" : "";
  const digits = rest.replaceAll("٫", ".").replaceAll("٬", "");
  const decimal = (whole: string, shows?: DecimalSign): Amount => ({
    decimal: `${negative}${whole}`,
    ...(shows ? { shows } : {}),
  });
  if (rest.includes("٫") || rest.includes("٬")) {
    return /^\d+(?:\.\d+)?$/.test(digits) ? decimal(digits) : { problem: "no number" };
  }
  if (PLAIN.test(digits)) return decimal(digits);
  if (BOTH_POINT.test(digits) || POINT_GROUPS.test(digits)) {
    return sign === "comma" ? { problem: "ambiguous" } : decimal(digits.replaceAll(",", ""), "point");
  }
  if (BOTH_COMMA.test(digits) || COMMA_GROUPS.test(digits)) {
    return sign === "point"
      ? { problem: "ambiguous" }
      : decimal(digits.replaceAll(".", "").replace(",", "."), "comma");
  }
  const [, whole, mark, parts] = ONE_SIGN.exec(digits) ?? [];
  if (whole === undefined || parts === undefined) return { problem: "no number" };
  const shown: DecimalSign = mark === "." ? "point" : "comma";
  const mayBeGroup = parts.length === 3 && whole.length <= 3 && whole !== "0";
  if (!mayBeGroup)
    return sign === undefined || sign === shown
      ? decimal(`${whole}.${parts}`, shown)
      : { problem: "ambiguous" };
  if (sign === undefined) return { problem: "ambiguous" };
  return sign === shown ? decimal(`${whole}.${parts}`) : decimal(whole + parts);
}

/** Blanks of every kind and apostrophes between groups of digits. */
const SPACES = /[\s\u00a0\u202f'’]/g;

/** Finds the sign that a column's amounts show: undefined when they show none, or both. */
export function createSignFinder() {
  const seen = new Set<DecimalSign>();
  let first: { readonly text: string; readonly sign: DecimalSign } | undefined;
  return {
    add(text: string): void {
      const amount = readAmount(text, undefined);
      if (!("decimal" in amount) || amount.shows === undefined) return;
      seen.add(amount.shows);
      first ??= { text, sign: amount.shows };
    },
    /** The sign, and the first amount that shows it. */
    found: () => (seen.size === 1 ? first : undefined),
  };
}
