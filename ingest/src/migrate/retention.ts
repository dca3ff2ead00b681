import type { Config } from "../config.js";
import type { Warehouse } from "../warehouse/warehouse.js";

/** How long the rows of a table are kept. */
export interface Retention {
  readonly table: string;
  /** The time from which it counts, an SQL expression over a row. */
  readonly since: string;
  /** 0 for ever. */
  readonly days: number;
}

/** The retention that the settings choose. */
export function retentionOf(
  config: Pick<Config, "SAFAR_KEEP_EVENTS_DAYS" | "SAFAR_KEEP_DEAD_LETTERS_DAYS">,
): Retention[] {
  const events = config.SAFAR_KEEP_EVENTS_DAYS;
  return [
    { table: "event_rows", since: "toDateTime(received_at)", days: events },
    // derived from events, soon after they were received
    { table: "visit_parts", since: "known_to", days: events },
    { table: "joined_users", since: "written_at", days: events },
    { table: "predictions", since: "toDateTime(fitted_at)", days: events },
    { table: "dead_letters", since: "toDateTime(received_at)", days: config.SAFAR_KEEP_DEAD_LETTERS_DAYS },
  ];
}

/**
 * Tells the tables how long to keep their rows. A table that knows it already is left alone: to change it, the engine
 * reads the whole table.
 *
 * @returns the tables that were changed
 */
export async function applyRetention(
  warehouse: Pick<Warehouse, "query" | "command">,
  retention: readonly Retention[],
): Promise<string[]> {
  const changed: string[] = [];
  for (const { table, since, days } of retention) {
    if (days === (await keptDays(warehouse, table))) continue;
    await warehouse.command(
      days === 0
        ? `ALTER TABLE ${table} REMOVE TTL`
        : `ALTER TABLE ${table} MODIFY TTL ${since} + toIntervalDay(${days})`,
    );
    changed.push(table);
  }
  return changed;
}

/** What the table, or its half that holds rows on a cluster, says now; 0 when it keeps rows for ever. */
async function keptDays(warehouse: Pick<Warehouse, "query">, table: string): Promise<number> {
  const [found] = await warehouse.query<{ engine: string }>(
    `SELECT engine_full AS engine FROM system.tables
     WHERE database = currentDatabase() AND name IN ({table:String}, {local:String}) AND engine_full LIKE '%MergeTree%'`,
    { table, local: `${table}_local` },
  );
  return Number(
    /TTL (?:toDateTime\((?:received|fitted)_at\)|known_to|written_at) \+ toIntervalDay\((\d+)\)/.exec(
      found?.engine ?? "",
    )?.[1] ?? 0,
  );
}
