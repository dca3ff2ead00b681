/**
 * Marks that nobody sees and that a copy from a page written from right to left carries along: direction marks and
 * isolates, the zero-width space, the word joiner, the byte order mark, the soft hyphen. The zero-width joiner and
 * non-joiner stay: Persian words are written with them.
 */
export const MARKS =
  "\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff";
const EACH_MARK = new RegExp(`[${MARKS}]`, "g");

/** Most ids are of these characters alone, and stand as they are. */
const PLAIN = /^[\x21-\x7e]*$/;

/** Persian (U+06F0) and Arabic (U+0660) digits. */
const EACH_OTHER_DIGIT = /[\u06f0-\u06f9\u0660-\u0669]/g;

/**
 * A text as people read it: without invisible marks anywhere and blanks around it, Persian and Arabic digits as Latin
 * ones.
 */
export function plainText(text: string): string {
  return PLAIN.test(text) ? text : foldDigits(text.replace(EACH_MARK, "")).trim();
}

/** A text with Persian and Arabic digits as Latin ones: people read ۱۰۰۱ and 1001 as the same number. */
export function foldDigits(text: string): string {
  return text.replace(EACH_OTHER_DIGIT, (digit) => String.fromCharCode(48 + (digit.charCodeAt(0) & 15)));
}
