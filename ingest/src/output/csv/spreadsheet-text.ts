/** Characters that start a formula, and their full-width forms, which some spreadsheets accept. */
const FORMULA = "[=+\\-@＝＋－＠]";

/**
 * Where a spreadsheet may start a new cell: at the start of the text or a line, and after any field separator, such
 * as `;` in some countries.
 */
const BEGINNING = '((?:^|[\\t\\r\\n;,|"])[ \\u00a0]*)';

const UNGUARDED = new RegExp(`${BEGINNING}(?='*${FORMULA})`, "g");
const GUARDED = new RegExp(`${BEGINNING}'(?='*${FORMULA})`, "g");

/** A plain decimal number is not a formula, even with a sign. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Makes a text safe from being run as a formula: puts an apostrophe before everything that could start one. The cell
 * must be quoted too. (OWASP, "CSV Injection".)
 */
export function guardText(text: string): string {
  if (NUMBER.test(text)) return text;
  return text.replace(UNGUARDED, "$1'").replace(/^(?='*[\t\r\n])/, "'");
}

/** Reverses {@link guardText}, for a file that is read again. */
export function unguardText(text: string): string {
  return text.replace(/^'(?='*[\t\r\n])/, "").replace(GUARDED, "$1");
}
