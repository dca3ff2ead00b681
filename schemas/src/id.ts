import { MAX_ID_LENGTH } from "./limits.js";
import { isPlain, MARKS, plainText } from "./plain-text.js";
import { isTold, type Told, toldText, UNREADABLE } from "./told.js";

/**
 * What templates and languages write where they have no id. Such a text names nobody: read as an id it would make one
 * person of all visitors, and one order of all orders. Compared in lower case.
 *
 * The list follows the one that PostHog keeps from its users' reports; "0" is WordPress's id of a visitor who is not
 * logged in, "(null)" is Objective-C's, "\n" with a backslash is a database's export, "{}" and "[]" are empty objects
 * turned into texts, the UUID of zeros is .NET's and Java's for none, "(not set)" Google Analytics' word, "#N/A" and the
 * like are a spreadsheet's errors, and the last three are Persian for guest, anonymous and unknown.
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
 * Texts that a program writes in place of an id, by their form:
 *
 * - a variable of a template that nobody filled in, such as {{user.id}} (tag managers, Liquid), ${userId} (JavaScript),
 *   %%USER_ID%% and %USER_ID% (mail and advertising), *|EMAIL|* (Mailchimp) or <%= id %> (ERB);
 * - an object that was turned into a text, such as [object Promise] (JavaScript) or %!s(<nil>) (Go);
 * - words for no value, such as "undefined undefined" of a first and a last name, NaN-NaN, <nil> (Go), <null> (Swift),
 *   Optional(nil) or a word in quotes;
 * - letters that a wrong character set lost: ???? and U+FFFD alone.
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

/** The same, as a part of a pattern that ignores case. (In a JSON Schema none does: there it finds the usual forms.) */
export const PLACEHOLDER_FORMS = template.source.slice(1, -1);

const placeholders: ReadonlySet<string> = new Set(PLACEHOLDER_IDS);
const LONGEST_PLACEHOLDER = Math.max(...PLACEHOLDER_IDS.map(({ length }) => length));

/**
 * An id as Safar compares it, so that one thing has one id however it was written: as {@link plainText}, its characters
 * composed (Unicode NFC). Upper and lower case differ.
 */
export function normalId(text: string): string {
  return isPlain(text) ? text : plainText(text).normalize("NFC");
}

/**
 * The id that a stranger's value names.
 *
 * @returns the id as {@link normalId} writes it, a number digit for digit; not told for null, blanks and
 * {@link PLACEHOLDER_IDS}; unreadable for other types and for more than 512 characters. Never throws
 */
export function toldId(value: unknown): Told<string> {
  const text = toldText(value);
  if (!isTold(text)) return text;
  if (!hasIdLength(text)) return UNREADABLE;
  const id = normalId(text);
  return id === "" || isPlaceholder(id) ? undefined : id;
}

/** The id that a stranger's value names, or "" when it names none. */
export function idText(value: unknown): string {
  const id = toldId(value);
  return isTold(id) ? id : "";
}

function isPlaceholder(id: string): boolean {
  // Most ids end with a digit, and of the placeholders only those that are zeros.
  const last = id.charCodeAt(id.length - 1);
  if (last >= 48 && last <= 57) return last === 48 && placeholders.has(id);
  return (id.length <= LONGEST_PLACEHOLDER && placeholders.has(id.toLowerCase())) || template.test(id);
}

/** JSON Schema counts the length of a text in code points, of which a UTF-16 text has at least half its length. */
function hasIdLength(text: string): boolean {
  return (
    text.length <= MAX_ID_LENGTH || (text.length <= 2 * MAX_ID_LENGTH && [...text].length <= MAX_ID_LENGTH)
  );
}

/**
 * The rule as a pattern for JSON Schema: a text that is no placeholder, in any case and with blanks and marks around
 * it. Each part begins with a character that the part before it can't take, so no matcher goes back and forth.
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
