import { isExactNumber } from "./exact-number.js";
import { plainText } from "./plain-text.js";

/** A value that was sent but can't be read. It is never replaced by a default. */
export const UNREADABLE: unique symbol = Symbol("unreadable");

/** A value from a sender: told, not told (`undefined`), or unreadable. */
export type Told<Value> = Value | undefined | typeof UNREADABLE;

/** Whether the value is told. */
export function isTold<Value>(told: Told<Value>): told is Value {
  return told !== undefined && told !== UNREADABLE;
}

/**
 * Reads a text from untrusted input. This is the only conversion from parsed JSON to text.
 *
 * `String(value)` is unsafe here: it calls `toString` of `{"toString":1}` and throws. This function calls no method of
 * the value, so it never throws.
 *
 * @returns a text as sent, well-formed; a number with all its digits; not told for null and
 * undefined; unreadable for true, false, objects and lists
 */
export function toldText(value: unknown): Told<string> {
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : UNREADABLE;
  return isExactNumber(value) ? value.value : UNREADABLE;
}

/** A decimal number in JSON's form, also inside a text. */
const NUMBER = /^[+-]?\d{1,40}(?:\.\d{1,40})?(?:[eE][+-]?\d{1,4})?$/;

/**
 * Reads a number from untrusted input. This is the only conversion from parsed JSON to a number. Not for money, which
 * is decimal.
 *
 * @returns a finite number, also one sent as text in Latin, Persian or Arabic digits; not told for null, undefined and
 * blanks; unreadable for everything else. Never throws
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
 * A text for a column, cut to a length in UTF-16 units; "" if it is not told or unreadable.
 *
 * @param longest maximum length; the cut never splits a surrogate pair
 */
export function columnText(value: unknown, longest: number): string {
  const text = toldText(value);
  if (!isTold(text)) return "";
  return text.length <= longest ? text : text.slice(0, longest).toWellFormed();
}
