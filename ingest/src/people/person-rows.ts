import { PERSON_TABLES, type PersonTable } from "@safar/schemas";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import type { Person } from "./person.js";

/** One row of a person, as `safar export` prints it. */
export interface PersonRow {
  readonly table: string;
  readonly row: Record<string, unknown>;
}

/** Rows of a person in each table: `{ event_rows: 12, dead_letters: 0 }`. */
export type RowCounts = Readonly<Record<string, number>>;

/** Counts the rows of a person, including copies of a message. */
export async function countRows(
  warehouse: Pick<Warehouse, "query">,
  persons: readonly Person[],
  tables: readonly PersonTable[] = PERSON_TABLES,
): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const { table, labels } of tables) {
    counts[table] = 0;
    for (const person of persons) {
      const [found] = await warehouse.query<{ n: number }>(
        `SELECT toUInt32(count()) AS n FROM ${table} WHERE ${rowsOf(labels)}`,
        { ...person },
      );
      counts[table] += found?.n ?? 0;
    }
  }
  return counts;
}

/** All rows of a person, table by table, each message once. */
export async function* personRows(
  warehouse: Pick<Warehouse, "query">,
  persons: readonly Person[],
): AsyncGenerator<PersonRow> {
  for (const { table, labels, time } of PERSON_TABLES) {
    const exact = await exactColumns(warehouse, table);
    for (const person of persons) {
      const rows = await warehouse.query<Record<string, unknown>>(
        `SELECT ${exact} FROM (SELECT *, ${time} AS time_of_row FROM ${table} FINAL WHERE ${rowsOf(labels)}) ORDER BY time_of_row`,
        { ...person },
      );
      for (const row of rows) yield { table, row };
    }
  }
}

/** Types that JSON parsers would round (64 bits and more, decimals), anywhere in a type. */
const ROUNDED = /\bU?Int(?:64|128|256)\b|\bDecimal\(\d+, \d+\)/g;

/** All columns of a table, with such numbers as text, so that no digit is lost. */
async function exactColumns(warehouse: Pick<Warehouse, "query">, table: string): Promise<string> {
  const columns = await warehouse.query<{ name: string; type: string }>(
    `SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}
     AND default_kind IN ('', 'DEFAULT') ORDER BY position`,
    { table },
  );
  return columns
    .map(({ name, type }) => {
      const plain = type.replace(/^SimpleAggregateFunction\(\w+, (.*)\)$/, "$1");
      const asText = plain.replace(ROUNDED, "String");
      return asText === plain
        ? `\`${name}\``
        : `CAST(\`${name}\`, '${asText.replaceAll("'", "\\'")}') AS \`${name}\``;
    })
    .join(", ");
}

function rowsOf(labels: string): string {
  return `source_id = {source:String} AND hasAny(${labels}, {labels:Array(String)})`;
}
