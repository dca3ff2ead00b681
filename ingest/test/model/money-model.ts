/** Money in millionths of a unit. */
export type Micros = bigint;

/** What a field tells: nothing, something that can't be read, or an amount. */
export type Told = "nothing" | "unreadable" | Micros;

/** Spellings that generated events use, and what they say; `either` can't be read unless the source's style decides. */
export const SPELLINGS: Readonly<Record<string, Told>> = {
  "12,50": 12_500_000n,
  "1.234,56": 1_234_560_000n,
  "1,234.56": 1_234_560_000n,
  "1 234": 1_234_000_000n,
  "۱۲٫۵": 12_500_000n,
  "۱٬۲۳۴": 1_234_000_000n,
  "\u200e7\u200f": 7_000_000n,
  "-4.00": -4_000_000n,
  "1,234": "unreadable",
  "1.234": "unreadable",
  "12.00 EUR": "unreadable",
  free: "unreadable",
  "": "nothing",
  " ": "nothing",
};

/** What one amount says, by "reading numbers" and "a value" of the rules. */
export function told(amount: unknown): Told {
  if (amount === undefined || amount === null) return "nothing";
  if (typeof amount === "string" && amount in SPELLINGS) return SPELLINGS[amount]!;
  return micros(amount) ?? "unreadable";
}

/** The first that tells anything. */
export function firstTold(...amounts: readonly Told[]): Told {
  return amounts.find((amount) => amount !== "nothing") ?? "nothing";
}

/** Σ price × quantity; a product without a price adds nothing. */
export function productsTold(products: unknown): Told {
  if (products === undefined || products === null) return "nothing";
  if (!Array.isArray(products)) return "unreadable";
  let sum: Told = "nothing";
  for (const { price, quantity } of products as { price?: unknown; quantity?: number }[]) {
    const each = told(price);
    if (each === "nothing") continue;
    if (each === "unreadable") return "unreadable";
    sum = (sum === "nothing" ? 0n : sum) + each * BigInt(quantity ?? 1);
  }
  return sum;
}

/** The currency that an event names: nothing, unreadable, or a code. Tomans are IRT. */
export function currencyTold(currency: unknown): string {
  if (currency === undefined || currency === null) return "nothing";
  const name = withoutMarks(String(currency)).toUpperCase();
  if (["IRT", "TOMAN", "تومان"].includes(name)) return "IRT";
  return ["EUR", "USD", "GBP", "CHF", "IRR"].includes(name) ? name : "unreadable";
}

/** Text without marks of direction, trimmed. */
export function withoutMarks(text: string): string {
  return text.replace(/[\u200e\u200f]/g, "").trim();
}

/** An amount of a unit in the currency that is counted: one toman is ten rials. */
export function counted(amount: Micros, currency: string): { amount: Micros; currency: string } {
  return currency === "IRT" ? { amount: 10n * amount, currency: "IRR" } : { amount, currency };
}

export function size(amount: Told): Told {
  return typeof amount === "bigint" && amount < 0n ? -amount : amount;
}

/** Of a plain decimal with at most six decimal places; undefined for anything else. */
export function micros(amount: unknown): Micros | undefined {
  if (typeof amount !== "number" && typeof amount !== "string") return undefined;
  const match = /^(-?)(\d+)(?:\.(\d{1,6}))?$/.exec(String(amount));
  if (!match) return undefined;
  const [, sign, whole, fraction = ""] = match;
  const size = BigInt(`${whole}${fraction.padEnd(6, "0")}`);
  return sign ? -size : size;
}
