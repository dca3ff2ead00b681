import type { Config } from "../../settings/config.js";
import type { Warehouse } from "../warehouse/warehouse.js";

/** Retention of a table's rows. */
export interface Retention {
  readonly table: string;
  /** Start of the retention period, an SQL expression over a row. */
  readonly since: string;
  /** 0 means for ever. */
  readonly days: number;
}

/** The retention by the settings. */
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
    // earlier versions of a run or message expire before later ones, so that none reappears
    { table: "journey_rows", since: "toDateTime(written_at)", days: events },
    // a person who is still in a segment is written again at each look
    { table: "journey_members", since: "toDateTime(looked_at)", days: events },
    { table: "dead_letters", since: "toDateTime(received_at)", days: config.SAFAR_KEEP_DEAD_LETTERS_DAYS },
  ];
}

/**
 * How often a part with expired rows is rewritten without them, in seconds. Tables are sorted by message, not by
 * time, so every part always has a few expired rows: with the engine's default of four hours each table would be
 * rewritten six times a day. We use a tenth of the retention, at least a day and at most a week; expired rows may
 * stay that much longer.
 */
export function rewriteSeconds(days: number): number {
  return 86_400 * Math.min(7, Math.max(1, Math.round(days / 10)));
}

/**
 * Sets the retention of the tables. Tables that have it already are skipped, because a change makes the engine read
 * the whole table.
 *
 * @returns the tables that were changed
 */
export async function applyRetention(
  warehouse: Pick<Warehouse, "query" | "command">,
  retention: readonly Retention[],
): Promise<string[]> {
  const changed: string[] = [];
  for (const { table, since, days } of retention) {
    const told = await toldOf(warehouse, table);
    const isKept = days === told.days;
    if (!isKept)
      await warehouse.command(
        days === 0
          ? `ALTER TABLE ${table} REMOVE TTL`
          : `ALTER TABLE ${table} MODIFY TTL ${since} + toIntervalDay(${days})`,
      );
    const isPaced = days === 0 || told.rewriteSeconds === rewriteSeconds(days);
    if (!isPaced)
      await warehouse.command(
        `ALTER TABLE ${table} MODIFY SETTING merge_with_ttl_timeout = ${rewriteSeconds(days)}`,
      );
    if (!isKept) changed.push(table);
  }
  return changed;
}

/** The current retention of the table, or of its local half on a cluster: 0 days when rows are kept for ever. */
async function toldOf(
  warehouse: Pick<Warehouse, "query">,
  table: string,
): Promise<{ readonly days: number; readonly rewriteSeconds: number }> {
  const [found] = await warehouse.query<{ engine: string }>(
    `SELECT engine_full AS engine FROM system.tables
     WHERE database = currentDatabase() AND name IN ({table:String}, {local:String}) AND engine_full LIKE '%MergeTree%'`,
    { table, local: `${table}_local` },
  );
  const engine = found?.engine ?? "";
  const numberIn = (pattern: RegExp) => Number(pattern.exec(engine)?.[1] ?? 0);
  return {
    days: numberIn(
      /TTL (?:toDateTime\((?:received|fitted|written|looked)_at\)|known_to|written_at) \+ toIntervalDay\((\d+)\)/,
    ),
    rewriteSeconds: numberIn(/merge_with_ttl_timeout = (\d+)/),
  };
}
