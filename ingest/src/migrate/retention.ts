import type { Config } from "../config.js";
import type { Warehouse } from "../warehouse/warehouse.js";

/** How long the rows of a table are kept after they were received, in days; 0 for ever. */
export type Retention = Readonly<Record<string, number>>;

/** The retention that the settings choose. */
export function retentionOf(
  config: Pick<Config, "SAFAR_KEEP_EVENTS_DAYS" | "SAFAR_KEEP_DEAD_LETTERS_DAYS">,
): Retention {
  return {
    event_rows: config.SAFAR_KEEP_EVENTS_DAYS,
    dead_letters: config.SAFAR_KEEP_DEAD_LETTERS_DAYS,
    // what was made of the events goes with them
    visit_parts: config.SAFAR_KEEP_EVENTS_DAYS,
  };
}

/**
 * Tells the tables how long to keep their rows. A table that knows it already is left alone: to change it, the engine
 * reads the whole table.
 *
 * @returns the tables that were changed
 */
export async function applyRetention(
  warehouse: Pick<Warehouse, "query" | "command">,
  retention: Retention,
): Promise<string[]> {
  const changed: string[] = [];
  for (const [table, days] of Object.entries(retention)) {
    if (days === (await keptDays(warehouse, table))) continue;
    await warehouse.command(
      days === 0
        ? `ALTER TABLE ${table} REMOVE TTL`
        : `ALTER TABLE ${table} MODIFY TTL toDateTime(${receivedIn(table)}) + toIntervalDay(${days})`,
    );
    changed.push(table);
  }
  return changed;
}

/** The column that tells when a row came in. */
const receivedIn = (table: string) => (table === "visit_parts" ? "known_to" : "received_at");

/** What the table, or its half that holds rows on a cluster, says now; 0 when it keeps rows for ever. */
async function keptDays(warehouse: Pick<Warehouse, "query">, table: string): Promise<number> {
  const [found] = await warehouse.query<{ engine: string }>(
    `SELECT engine_full AS engine FROM system.tables
     WHERE database = currentDatabase() AND name IN ({table:String}, {local:String}) AND engine_full LIKE '%MergeTree%'`,
    { table, local: `${table}_local` },
  );
  return Number(/TTL toDateTime\(\w+\) \+ toIntervalDay\((\d+)\)/.exec(found?.engine ?? "")?.[1] ?? 0);
}
