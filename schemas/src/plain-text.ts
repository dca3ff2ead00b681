/**
 * Invisible marks, which text copied from a right-to-left page contains: direction marks and isolates, the zero-width
 * space, the word joiner, the byte order mark, the soft hyphen; and control characters other than blanks, such as the
 * zero byte after a C string. The zero-width joiner and non-joiner are not included, because Persian words need them.
 */
export const MARKS =
  "\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u0084\\u0086-\\u009f" +
  "\\u00ad\\u061c\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u2064\\u2066-\\u2069\\ufeff";
const EACH_MARK = new RegExp(`[${MARKS}]`, "g");

/** Persian (U+06F0) and Arabic (U+0660) digits. */
const EACH_OTHER_DIGIT = /[\u06f0-\u06f9\u0660-\u0669]/g;

/**
 * Normalises a text: removes invisible marks and surrounding blanks, and converts Persian and Arabic digits to Latin
 * ones.
 */
export function plainText(text: string): string {
  return isPlain(text) ? text : foldDigits(text.replace(EACH_MARK, "")).trim();
}

/** Converts Persian and Arabic digits to Latin ones, because ۱۰۰۱ and 1001 are the same number. */
export function foldDigits(text: string): string {
  return text.replace(EACH_OTHER_DIGIT, (digit) => String.fromCharCode(48 + (digit.charCodeAt(0) & 15)));
}

/** Whether a text is only visible ASCII, like most ids: then it needs no normalisation. */
export function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x21 || code > 0x7e) return false;
  }
  return true;
}
