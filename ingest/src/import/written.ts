import { idText, MAX_ID_LENGTH, plainText } from "@safar/schemas";

/** What databases and languages write for nothing. */
const NOTHING: ReadonlySet<string> = new Set(["null", "\\n", "nan", "undefined", "none", "n/a", "nil", "-"]);

/**
 * What a cell says: without blanks and direction marks around it, Persian and Arabic digits as 0 to 9; "" when it says
 * nothing, also when it says so with a word such as NULL, \N or nan.
 */
export function written(cell: string): string {
  const text = plainText(cell);
  return NOTHING.has(text.toLowerCase()) ? "" : text;
}

/** An id of a cell, spelled as the collector spells it; "" when there is none. One that is too long or broken stays. */
export function writtenId(cell: string): string {
  const text = written(cell);
  return text.length > MAX_ID_LENGTH || isBroken(text) ? text : idText(text);
}

/** Text that some earlier program could not decode: what stood there is lost. */
export function isBroken(text: string): boolean {
  return text.includes("\uFFFD");
}
