/** What begins a formula, also in the full width that some spreadsheets take. */
const FORMULA = "[=+\\-@＝＋－＠]";

/**
 * Where a spreadsheet may see a cell begin: at the beginning of the text or of one of its lines, and behind what some
 * spreadsheet takes for the end of a field, as those of other countries do with `;`.
 */
const BEGINNING = '((?:^|[\\t\\r\\n;,|"])[ \\u00a0]*)';

const UNGUARDED = new RegExp(`${BEGINNING}(?='*${FORMULA})`, "g");
const GUARDED = new RegExp(`${BEGINNING}'(?='*${FORMULA})`, "g");

/** A plain decimal number is no formula, whatever stands before it. */
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * A text that no spreadsheet runs as a formula: an apostrophe stands before everything that could begin one. The cell
 * is to be quoted, too. (OWASP, "CSV Injection".)
 */
export function guardText(text: string): string {
  if (NUMBER.test(text)) return text;
  return text.replace(UNGUARDED, "$1'").replace(/^(?='*[\t\r\n])/, "'");
}

/** The text that {@link guardText} was given, for a file that is read again. */
export function unguardText(text: string): string {
  return text.replace(/^'(?='*[\t\r\n])/, "").replace(GUARDED, "$1");
}
