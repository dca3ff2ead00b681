import { PLACEHOLDER_FORMS, PLACEHOLDER_IDS } from "./id.js";
import { MARKS } from "./plain-text.js";

/**
 * How the rows of one person are found in a table.
 *
 * A person is named by labels, `user/<user id>` and `guest/<anonymous id>`; all of a person's labels are known before
 * a table is asked.
 */
export interface PersonTable {
  readonly table: string;
  /** An SQL expression over a row: the labels of the persons it tells of, an Array(String). */
  readonly labels: string;
  /** An SQL expression over a row: when what it tells happened. */
  readonly time: string;
  /** True where its rows are made of another table's: they are erased after those. A person may see them, too. */
  readonly isDerived?: boolean;
}

/** An id of a JSON text's field: a text, or a number as it was written. */
const field = (name: string) =>
  `if(JSONType(body, '${name}') = 'String', JSONExtractString(body, '${name}'), JSONExtractRaw(body, '${name}'))`;

/** Invisible marks anywhere, and blanks at either end, for the engine's regular expressions. */
const IGNORED = `[${inEngine(MARKS)}]|^[\\\\s\\\\pZ]+|[\\\\s\\\\pZ]+$`;
const PLACEHOLDERS = PLACEHOLDER_IDS.map((word) => `'${word.replace("\\", "\\\\")}'`).join(", ");
const FORMS = inEngine(PLACEHOLDER_FORMS);

/** A pattern of JavaScript inside of a text of SQL, where \u200e is \x{200e}. */
function inEngine(pattern: string): string {
  return pattern.replaceAll(/\\u(....)/g, "\\x{$1}").replaceAll("\\", "\\\\");
}

/**
 * Ids of an Array(String) as `toldId` in `id.ts` reads them; '' for none. Without Unicode's NFC: what a letter holds
 * is found as it was written there.
 */
const readIds = (ids: string) =>
  `arrayMap(id -> if(lower(id) IN (${PLACEHOLDERS}) OR match(id, '(?i)^${FORMS}$'), '', id),
    arrayMap(id -> replaceRegexpAll(translateUTF8(id, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '${IGNORED}', ''), ${ids}))`;

const asEither = (ids: string) =>
  `arrayConcat(arrayMap(id -> concat('user/', id), ${ids}), arrayMap(id -> concat('guest/', id), ${ids}))`;

/**
 * Every table with rows of persons. `safar forget` and `safar export` go through this list, and a test fails for a
 * table that is neither here nor in {@link TABLES_WITHOUT_PERSONS}.
 */
export const PERSON_TABLES: readonly PersonTable[] = [
  {
    table: "event_rows",
    // A row is its user's, or else its guest's; an alias also tells of the id that the person had before.
    labels: `arrayConcat(
      [if(user_id != '', concat('user/', user_id), concat('guest/', anonymous_id))],
      if(previous_id = '', [], ['user/' || previous_id, 'guest/' || previous_id]))`,
    time: "timestamp",
  },
  {
    table: "dead_letters",
    // A refused event is an object; a row that the engine refused is an array; a text that was cut is neither.
    labels: `multiIf(
      JSONType(body) = 'Object', arrayFlatten(arrayMap(ids -> arrayConcat(
          [if(ids[1] != '', concat('user/', ids[1]), concat('guest/', ids[2]))],
          ${asEither("[ids[3]]")}),
        [${readIds(`[${["userId", "anonymousId", "previousId"].map(field).join(", ")}]`)}])),
      JSONType(body) = 'Array', ${asEither("JSONExtract(body, 'Array(String)')")},
      ${asEither(`extractAll(body, '"(?:userId|anonymousId|previousId)"\\\\s*:\\\\s*"?([^",}]+)')`)})`,
    time: "received_at",
  },
  {
    table: "visit_parts",
    labels: "[if(user_id != '', concat('user/', user_id), concat('guest/', anonymous_id))]",
    time: "fromUnixTimestamp64Milli(started)",
    isDerived: true,
  },
  {
    table: "joined_users",
    labels: "arrayDistinct([concat('user/', user_id), concat('user/', customer_id)])",
    time: "linked_at",
    isDerived: true,
  },
  {
    table: "predictions",
    labels: "[concat(if(is_guest, 'guest/', 'user/'), customer_id)]",
    time: "fitted_at",
    isDerived: true,
  },
  {
    table: "journey_rows",
    labels: "[concat(if(is_guest, 'guest/', 'user/'), customer_id)]",
    time: "entered_at",
  },
  {
    table: "journey_members",
    labels: "[concat(if(is_guest, 'guest/', 'user/'), customer_id)]",
    time: "looked_at",
    isDerived: true,
  },
];

/** Tables that tell of no person, with the reason. */
export const TABLES_WITHOUT_PERSONS: Readonly<Record<string, string>> = {
  sources: "the shops' time zones and currencies",
  schema_migrations: "names of migrations",
  erasures: "salted hashes of erased ids, which must outlive what was erased",
  prediction_fits: "figures of a whole shop",
  journey_versions: "definitions of journeys, as the shop wrote them",
  journey_engine: "how far the engine of journeys has read",
  private_keys: "the keys of hashes of ids",
  migration_lock: "who migrates the tables now",
};

/** Tables with secrets of the installation, which analysts and the dashboard are not granted. */
export const PRIVATE_TABLES: readonly string[] = ["private_keys", "erasures"];
