import { LosslessNumber } from "lossless-json";
import { textCache } from "../text-cache.js";
import { maskCardNumbers } from "./card-numbers.js";
import { isExemptName, plainName } from "./exempt-names.js";

/** Counts of what was removed from events before they were stored. */
export interface Protected {
  /** Fields removed because of their name. */
  neverStored: number;
  /** Texts and numbers with masked card numbers. */
  cardNumbers: number;
}

/** Removes from any parsed JSON, in place, what must never be stored. Returns the same value. */
export type Protect = <Value>(value: Value, taken: Protected) => Value;

/** Field names are few and repeat in every event, so results are cached by name. */
const REMEMBERED = { longest: 64, maxBytes: 1024 * 1024 };

const PLAIN = 0;
const EXEMPT = 1;
const NEVER_STORED = 2;

/**
 * Builds the filter: it removes fields by name, at any depth and in any spelling; removes the same names from URL
 * queries (`?password=…`); and masks card numbers in all other texts.
 *
 * It runs on every event, so it must be cheap: it only checks each name, and texts with long numbers.
 *
 * @param names from SAFAR_NEVER_STORE
 */
export function protector(names: readonly string[]): Protect {
  const never = new Set(names.map(plainName).filter((name) => name !== ""));
  const inQuery = queryPattern(names);
  const known = textCache<number>(REMEMBERED);

  function kindOf(name: string): number {
    let kind = known.get(name);
    if (kind === undefined) {
      kind = never.has(plainName(name)) ? NEVER_STORED : isExemptName(name) ? EXEMPT : PLAIN;
      known.set(name, kind);
    }
    return kind;
  }

  function protectedText(text: string, taken: Protected): string {
    let result = text;
    if (inQuery !== undefined && text.includes("=")) {
      result = result.replace(inQuery, (_, before: string) => {
        taken.neverStored += 1;
        return before;
      });
    }
    if (!LONG_NUMBER.test(result)) return result;
    const masked = maskCardNumbers(result);
    if (masked !== result) taken.cardNumbers += 1;
    return masked;
  }

  function leaf(value: unknown, taken: Protected): unknown {
    if (typeof value === "string") return protectedText(value, taken);
    // The digits of a long number, plain or lossless.
    const digits =
      typeof value === "number"
        ? value >= 1e13
          ? String(value)
          : ""
        : value instanceof LosslessNumber
          ? value.value
          : "";
    if (digits === "") return value;
    const masked = maskCardNumbers(digits);
    if (masked === digits) return value;
    taken.cardNumbers += 1;
    return masked;
  }

  const waiting: object[] = [];
  // Items of a list have the list's kind.
  const kinds: number[] = [];

  function walk(top: object, taken: Protected): void {
    waiting.length = kinds.length = 0;
    waiting.push(top);
    kinds.push(PLAIN);
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      const fields = at as Record<string, unknown>;
      const ofItems = kinds.pop() ?? PLAIN;
      const isList = Array.isArray(at);
      for (const name in fields) {
        const kind = isList ? ofItems : kindOf(name);
        const value = fields[name];
        if (kind === NEVER_STORED) {
          delete fields[name];
          taken.neverStored += 1;
        } else if (typeof value === "object" && value !== null && !(value instanceof LosslessNumber)) {
          waiting.push(value);
          kinds.push(kind);
        } else if (kind === PLAIN) {
          const kept = leaf(value, taken);
          if (kept !== value) fields[name] = kept;
        }
      }
    }
  }

  return (value, taken) => {
    if (typeof value !== "object" || value === null || value instanceof LosslessNumber)
      return leaf(value, taken) as typeof value;
    walk(value, taken);
    return value;
  };
}

const LONG_NUMBER = /\d[\d -]{12}/;

/** Matches `name=value` in a query, with any spelling of the names; the first group is kept. */
function queryPattern(names: readonly string[]): RegExp | undefined {
  const words = names
    .map(plainName)
    .filter((name) => name !== "")
    .map((name) => [...name].map((letter) => letter.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("[_.-]?"));
  return words.length === 0 ? undefined : new RegExp(`([?&#;](?:${words.join("|")})=)[^&#\\s"']+`, "giu");
}
