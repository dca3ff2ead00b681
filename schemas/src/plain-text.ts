/**
 * Marks that nobody sees and that a copy from a page written from right to left carries along: direction marks and
 * isolates, the zero-width space, the word joiner, the byte order mark, the soft hyphen; and control characters that are
 * no blanks, such as the zero byte behind a text of C. The zero-width joiner and non-joiner stay: Persian words are
 * written with them.
 */
export const MARKS =
  "\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f" +
  "\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff";
const EACH_MARK = new RegExp(`[${MARKS}]`, "g");

/** Persian (U+06F0) and Arabic (U+0660) digits. */
const EACH_OTHER_DIGIT = /[\u06f0-\u06f9\u0660-\u0669]/g;

/**
 * A text as people read it: without invisible marks anywhere and blanks around it, Persian and Arabic digits as Latin
 * ones.
 */
export function plainText(text: string): string {
  return isPlain(text) ? text : foldDigits(text.replace(EACH_MARK, "")).trim();
}

/** A text with Persian and Arabic digits as Latin ones: people read ۱۰۰۱ and 1001 as the same number. */
export function foldDigits(text: string): string {
  return text.replace(EACH_OTHER_DIGIT, (digit) => String.fromCharCode(48 + (digit.charCodeAt(0) & 15)));
}

/** Whether a text is of visible ASCII alone, as most ids are: nothing about it is to be changed. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}
