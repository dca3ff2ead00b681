import { AGGREGATE_FUNCTIONS, FUNCTIONS } from "./generated/functions.js";

/**
 * What analysts may read and call. Everything here is a list of what is open; what a later engine adds is
 * closed until somebody puts it on a list.
 */

/**
 * Tables of `system` that BI tools ask for names, types and functions. None of them shows other people's
 * queries, the host's load, its disks or its network; `tables` and `databases` do tell where the data
 * folder lies.
 */
const SYSTEM_TABLES = new Set(
  `one numbers numbers_mt zeros zeros_mt databases tables columns functions table_functions
   aggregate_function_combinators data_type_families data_skipping_indices dictionaries formats settings
   time_zones keywords table_engines collations contributors licenses`.split(/\s+/),
);

const TABLE_FUNCTIONS = new Set(
  "numbers numbers_mt zeros zeros_mt primes values sqlstandardvalues generateseries generate_series generaterandom view".split(
    " ",
  ),
);

/** Functions that the parser or the analyzer knows and that the engine's own list leaves out. */
const SYNTAX_FUNCTIONS = new Set("lambda grouping exists untuple".split(" "));

/** Suffixes that make an aggregate function of another, in lower case. */
const COMBINATOR =
  /(?:simplestate|ordefault|distinct|resample|foreach|argmax|argmin|ornull|tuple|merge|state|array|null|map|if)$/;

/** True when a function by this name only computes from what the statement gives it. */
export function isOpenFunction(name: string): boolean {
  const lower = name.toLowerCase();
  return (
    FUNCTIONS.has(lower) ||
    SYNTAX_FUNCTIONS.has(lower) ||
    TABLE_FUNCTIONS.has(lower) ||
    isOpenAggregate(lower)
  );
}

function isOpenAggregate(lower: string): boolean {
  if (AGGREGATE_FUNCTIONS.has(lower)) return true;
  const base = lower.replace(COMBINATOR, "");
  return base !== lower && isOpenAggregate(base);
}

/** The databases that may be named, and the one that a request starts in. */
export interface ReadableDatabases {
  readonly database: string;
}

/** True when a database may be asked for with `?database=`. `default` stands for the shop's own. */
export function startingDatabase(asked: string, { database }: ReadableDatabases): string | undefined {
  if (asked === "" || asked === "default" || asked === database) return database;
  return isInformationSchema(asked) ? asked : undefined;
}

/**
 * True when a name in a statement names nothing that is closed. A name with one part is a column, an alias
 * or a table of the starting database. The first of several parts may be a database.
 */
export function isOpenIdentifier(name: string, { database }: ReadableDatabases): boolean {
  const [first = "", second = ""] = name.split(".");
  if (name === first || first === database || isInformationSchema(first)) return true;
  if (first === "system") return SYSTEM_TABLES.has(second);
  return first !== "default" && first !== "_temporary_and_external_tables";
}

/** True when a table may be read. Unlike a column's name, a table's first part is always a database. */
export function isOpenTable(name: string, { database }: ReadableDatabases): boolean {
  const [first = ""] = name.split(".");
  if (name === first || first === database || isInformationSchema(first)) return true;
  return first === "system" && isOpenIdentifier(name, { database });
}

function isInformationSchema(name: string): boolean {
  return name === "information_schema" || name === "INFORMATION_SCHEMA";
}
