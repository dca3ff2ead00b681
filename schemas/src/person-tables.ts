import { PLACEHOLDER_FORMS, PLACEHOLDER_IDS } from "./id.js";
import { MARKS } from "./plain-text.js";

/**
 * How to find a person's rows in a table.
 *
 * A person has labels, `user/<user id>` and `guest/<anonymous id>`. All labels of a person are known before a table is
 * queried.
 */
export interface PersonTable {
  readonly table: string;
  /** SQL expression: the labels of a row's persons, an Array(String). */
  readonly labels: string;
  /** SQL expression: the time of the row's event. */
  readonly time: string;
  /** True if its rows are derived from another table's: they are erased after those. Exports include them. */
  readonly isDerived?: boolean;
}

/** An id in a field of a JSON text: a text, or a number as written. */
const field = (name: string) =>
  `if(JSONType(body, '${name}') = 'String', JSONExtractString(body, '${name}'), JSONExtractRaw(body, '${name}'))`;

/** Invisible marks anywhere and blanks at either end, as a regular expression for ClickHouse. */
const IGNORED = `[${inEngine(MARKS)}]|^[\\\\s\\\\pZ]+|[\\\\s\\\\pZ]+$`;
const PLACEHOLDERS = PLACEHOLDER_IDS.map((word) => `'${word.replace("\\", "\\\\")}'`).join(", ");
const FORMS = inEngine(PLACEHOLDER_FORMS);

/** Converts a JavaScript pattern to an SQL string, where \u200e is \x{200e}. */
function inEngine(pattern: string): string {
  return pattern.replaceAll(/\\u(....)/g, "\\x{$1}").replaceAll("\\", "\\\\");
}

/**
 * Ids of an Array(String) as `toldId` in `id.ts` reads them; '' for none. Without Unicode NFC: ids in dead letters are
 * found as they were written.
 */
const readIds = (ids: string) =>
  `arrayMap(id -> if(lower(id) IN (${PLACEHOLDERS}) OR match(id, '(?i)^${FORMS}$'), '', id),
    arrayMap(id -> replaceRegexpAll(translateUTF8(id, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '${IGNORED}', ''), ${ids}))`;

const asEither = (ids: string) =>
  `arrayConcat(arrayMap(id -> concat('user/', id), ${ids}), arrayMap(id -> concat('guest/', id), ${ids}))`;

/**
 * Every table with rows of persons. `safar forget` and `safar export` use this list. A test fails for a table that is
 * neither here nor in {@link TABLES_WITHOUT_PERSONS}.
 */
export const PERSON_TABLES: readonly PersonTable[] = [
  {
    table: "event_rows",
    // A row belongs to its user, or else to its guest; an alias also to the previous id.
    labels: `arrayConcat(
      [if(user_id != '', concat('user/', user_id), concat('guest/', anonymous_id))],
      if(previous_id = '', [], ['user/' || previous_id, 'guest/' || previous_id]))`,
    time: "timestamp",
  },
  {
    table: "dead_letters",
    // A rejected event is an object, a row that the engine refused is an array, and a cut text is neither.
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

/** Tables without rows of persons, with their contents. */
export const TABLES_WITHOUT_PERSONS: Readonly<Record<string, string>> = {
  sources: "the shops' time zones and currencies",
  schema_migrations: "names of migrations",
  erasures: "salted hashes of erased ids, which must be kept after the erasure",
  prediction_fits: "figures of a whole shop",
  journey_versions: "definitions of journeys, as the shop wrote them",
  journey_engine: "read position of the journey engine",
  journey_claims: "which journey engine is active",
  private_keys: "keys for hashing ids",
  migration_lock: "the process that is migrating the tables",
};

/** Tables with secrets of the installation; analysts and the dashboard have no access. */
export const PRIVATE_TABLES: readonly string[] = ["private_keys", "erasures"];
