import { idText, MAX_ID_LENGTH, plainText } from "@safar/schemas";

/** Words that databases and languages write for an empty value. */
const NOTHING: ReadonlySet<string> = new Set(["null", "\\n", "nan", "undefined", "none", "n/a", "nil", "-"]);

/**
 * A cell's text without surrounding blanks and direction marks, with Persian and Arabic digits as 0 to 9; "" when it is
 * empty or a word for empty, such as NULL, \N or nan.
 */
export function written(cell: string): string {
  const text = plainText(cell);
  return NOTHING.has(text.toLowerCase()) ? "" : text;
}

/** A cell's id, normalised as the collector does; "" when it is empty. An id that is too long or damaged stays. */
export function writtenId(cell: string): string {
  const text = written(cell);
  return text.length > MAX_ID_LENGTH || isBroken(text) ? text : idText(text);
}

/** Whether an earlier program could not decode the text, so that characters are lost. */
export function isBroken(text: string): boolean {
  return text.includes("\uFFFD");
}
