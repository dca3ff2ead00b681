import { isExactNumber } from "./exact-number.js";

/** What programs write in the place of an id that they do not have; compared in lower case. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(["undefined", "null", "nan", "none", "[object object]"]);

/** The longest of {@link PLACEHOLDERS}, in characters. */
const LONGEST_PLACEHOLDER = 15;

/** Most ids are plain: printable ASCII without a blank. Nothing is changed in those. */
const PLAIN = /^[\x21-\x7e]+$/;

/**
 * Characters that change how a text is shown and not what it says: marks of the direction of writing, and those
 * without a width that word processors and web pages put between letters. The joiners of Persian and of Indian scripts
 * (U+200C, U+200D) part words, and stay.
 */
const INVISIBLE = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;

const FOREIGN_DIGIT = /[\u0660-\u0669\u06f0-\u06f9]/g;

/** Text without direction marks, with Persian and Arabic-Indic digits as ASCII ones, and no blanks around it. */
export function plainText(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(INVISIBLE, "")
    .replace(FOREIGN_DIGIT, (digit) => String(digit.charCodeAt(0) & 15))
    .trim();
}

/**
 * An id of an order or a person as it is stored and compared: two spellings of one id that a person reads alike are
 * one. Digits are folded to ASCII, direction marks and blanks around it are removed; the case is kept.
 *
 * @param value as it was sent, of any type
 * @returns "" for what names nothing: blanks, placeholders such as "undefined" and "[object Object]", other types
 */
export function idText(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (isExactNumber(value)) return String(value);
  if (typeof value !== "string") return "";
  const text = plainText(value);
  return text.length <= LONGEST_PLACEHOLDER && PLACEHOLDERS.has(text.toLowerCase()) ? "" : text;
}
