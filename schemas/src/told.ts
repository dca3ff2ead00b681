import { isExactNumber } from "./exact-number.js";
import { plainText } from "./plain-text.js";

/** A value that was sent and that nobody can read. It is never replaced by a default. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

/** What a sender said: a value, nothing (`undefined`), or something unreadable. */
export type Told<Value> = Value | undefined | typeof UNREADABLE;

/** Whether a sender said a value that can be read. */
export function isTold<Value>(told: Told<Value>): told is Value {
  return told !== undefined && told !== UNREADABLE;
}

/**
 * The text of a stranger's value: the one way from parsed JSON to text.
 *
 * `String(value)` is an attack here: it calls `toString` of `{"toString":1}` and throws. This function calls nothing
 * that the value brings along, so it never throws.
 *
 * @returns a text as it was sent, well-formed; a number digit for digit as it was kept; not told for null and
 * undefined; unreadable for true, false, objects and lists
 */
export function toldText(value: unknown): Told<string> {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : UNREADABLE;
  return isExactNumber(value) ? value.value : UNREADABLE;
}

/** A decimal number as JSON writes it, also as a text. */
const NUMBER = /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?$/;

/**
 * The number of a stranger's value: the one way from parsed JSON to a number. Not for money, which is decimal.
 *
 * @returns a finite number, also one that was sent as a text in Latin, Persian or Arabic digits; not told for null,
 * undefined and blanks; unreadable for all else. Never throws
 */
export function toldNumber(value: unknown): Told<number> {
  if (typeof value === "number") return Number.isFinite(value) ? value : UNREADABLE;
  const text = toldText(value);
  if (!isTold(text)) return text;
  if (text.length > LONGEST_NUMBER) return UNREADABLE;
  const digits = plainText(text);
  if (digits === "") return undefined;
  const number = NUMBER.test(digits) ? Number(digits) : Number.NaN;
  return Number.isFinite(number) ? number : UNREADABLE;
}

const LONGEST_NUMBER = 100;

/**
 * A text for a column: what was told, cut to so many UTF-16 units; "" for what was not told or can't be read.
 *
 * @param longest the most that is kept; no half of a character stays at the cut
 */
export function columnText(value: unknown, longest: number): string {
  const text = toldText(value);
  if (!isTold(text)) return "";
  return text.length <= longest ? text : text.slice(0, longest).toWellFormed();
}
