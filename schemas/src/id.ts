import { MAX_ID_LENGTH } from "./limits.js";
import { isPlain, MARKS, plainText } from "./plain-text.js";
import { isTold, type Told, toldText, UNREADABLE } from "./told.js";

/**
 * Texts that templates and languages write when there is no id. As ids they would merge all visitors into one person,
 * and all orders into one order. Compared in lower case.
 *
 * The list follows PostHog's, which is based on reports of its users. "0" is WordPress's id of a visitor who is not
 * logged in, "(null)" is from Objective-C, "\n" with a backslash from a database export, "{}" and "[]" are empty objects
 * converted to text, the UUID of zeros is the empty one of .NET and Java, "(not set)" is from Google Analytics, "#N/A"
 * and similar are spreadsheet errors, and the last three are Persian for guest, anonymous and unknown.
 */
export const PLACEHOLDER_IDS = [
  "undefined",
  "null",
  "(null)",
  "nil",
  "none",
  "nan",
  "[object object]",
  "\\n",
  "true",
  "false",
  "0",
  "0.0",
  "anonymous",
  "guest",
  "not_authenticated",
  "distinct_id",
  "distinctid",
  "user_id",
  "userid",
  "anonymous_id",
  "anonymousid",
  "order_id",
  "orderid",
  "id",
  "email",
  "n/a",
  "-",
  "--",
  "{}",
  "[]",
  "00000000-0000-0000-0000-000000000000",
  "unknown",
  "?",
  "n.a.",
  "not set",
  "(not set)",
  "(none)",
  "-none-",
  "(not provided)",
  "#n/a",
  "#ref!",
  "#value!",
  "#name?",
  "#null!",
  "#div/0!",
  "{user_id}",
  "{userid}",
  "{id}",
  "{email}",
  "[user_id]",
  "[id]",
  "مهمان",
  "ناشناس",
  "نامشخص",
] as const;

/**
 * Texts that programs write instead of an id, by their form:
 *
 * - a template variable that was not filled in, such as {{user.id}} (tag managers, Liquid), ${userId} (JavaScript),
 *   %%USER_ID%% and %USER_ID% (mail and advertising), *|EMAIL|* (Mailchimp) or <%= id %> (ERB);
 * - an object converted to text, such as [object Promise] (JavaScript) or %!s(<nil>) (Go);
 * - words for no value, such as "undefined undefined" for a first and a last name, NaN-NaN, <nil> (Go), <null> (Swift),
 *   Optional(nil) or such a word in quotes;
 * - only characters lost by a wrong character set: ???? and U+FFFD.
 */
const FORMS = [
  ...[/\{\{[^{}]*\}\}/, /\$\{[^{}]*\}/, /%%[^%]*%%/, /%[A-Za-z_]+%/, /<%[^%]*%>/, /\*\|[^|]*\|\*/],
  ...[/\[object [^\]]*\]/, /%![a-z]\([^)]*\)/],
  /(?:undefined|null|nil|none|nan)(?:[ @._-](?:undefined|null|nil|none|nan))+/,
  /["\x27<](?:undefined|null|nil|none|nan)["\x27>]/,
  /optional\((?:undefined|null|nil|none|nan)\)/,
  /[?\ufffd]+/,
];
const template = new RegExp(`^(?:${FORMS.map(({ source }) => source).join("|")})$`, "i");

/** The same, for a pattern that ignores case. (JSON Schema patterns don't: there it matches only the usual forms.) */
export const PLACEHOLDER_FORMS = template.source.slice(1, -1);

const placeholders: ReadonlySet<string> = new Set(PLACEHOLDER_IDS);
const LONGEST_PLACEHOLDER = Math.max(...PLACEHOLDER_IDS.map(({ length }) => length));

/**
 * Normalises an id for comparison: {@link plainText}, then composed characters (Unicode NFC). Upper and lower case
 * differ.
 */
export function normalId(text: string): string {
  return isPlain(text) ? text : plainText(text).normalize("NFC");
}

/**
 * Reads an id from untrusted input.
 *
 * @returns the id as {@link normalId} writes it, a number with all its digits; not told for null, blanks and
 * {@link PLACEHOLDER_IDS}; unreadable for other types and for more than 512 characters. Never throws
 */
export function toldId(value: unknown): Told<string> {
  const text = toldText(value);
  if (!isTold(text)) return text;
  if (!hasIdLength(text)) return UNREADABLE;
  const id = normalId(text);
  return id === "" || isPlaceholder(id) ? undefined : id;
}

/** Reads an id from untrusted input, or "" when there is none. */
export function idText(value: unknown): string {
  const id = toldId(value);
  return isTold(id) ? id : "";
}

function isPlaceholder(id: string): boolean {
  // Most ids end with a digit, but only those placeholders that are zeros do.
  const last = id.charCodeAt(id.length - 1);
  if (last >= 48 && last <= 57) return last === 48 && placeholders.has(id);
  return (id.length <= LONGEST_PLACEHOLDER && placeholders.has(id.toLowerCase())) || template.test(id);
}

/** JSON Schema counts code points; a UTF-16 text has at least half as many as its length. */
function hasIdLength(text: string): boolean {
  return (
    text.length <= MAX_ID_LENGTH || (text.length <= 2 * MAX_ID_LENGTH && [...text].length <= MAX_ID_LENGTH)
  );
}

/**
 * The rule as a JSON Schema pattern: a text that is not a placeholder in any case, with or without surrounding blanks
 * and marks. Each part begins with a character that the previous part can't match, so matching never backtracks.
 */
export const ID_PATTERN = `^(?![\\s${MARKS}]*(?:(?:${PLACEHOLDER_IDS.map(anyCase).join("|")}|${PLACEHOLDER_FORMS})[\\s${MARKS}]*)?$)`;

function anyCase(placeholder: string): string {
  return [...placeholder]
    .map((char) => {
      if (char === "0") return "[0\\u0660\\u06f0]";
      if (/[a-z]/.test(char)) return `[${char}${char.toUpperCase()}]`;
      return /[\\^$.*+?()[\]{}|/]/.test(char) ? `\\${char}` : char;
    })
    .join("");
}
