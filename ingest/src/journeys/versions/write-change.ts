import { randomUUID } from "node:crypto";
import { literal } from "../../store/warehouse/literal.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Change, ChangeResult } from "./change.js";

interface Row {
  readonly change: number;
  readonly token: string;
  readonly changedAt: string;
}

/**
 * Writes a change of a journey, if nobody wrote another one since. The number of the change is the deduplication token
 * of its block, so that of two that are written at the same moment ClickHouse keeps one; reading shows whose.
 *
 * @throws {WarehouseError} when it can't be written; whether it was is seen when it is read again
 */
export async function writeChange(
  warehouse: Pick<Warehouse, "query" | "command">,
  { source, journey, after, done, version, definition, segments, moves }: Change,
  now = Date.now(),
): Promise<ChangeResult> {
  const before = await lastChange(warehouse, source, journey);
  if ((before?.change ?? 0) !== after) return { stands: false, at: before?.changedAt ?? "" };
  const change = after + 1;
  const token = randomUUID();
  const row = {
    ...{ source_id: source, journey_id: journey, change, done, journey_version: version },
    definition: done === "published" ? JSON.stringify(definition) : "",
    segments,
    moves,
    changed_at: new Date(now).toISOString().slice(0, -1).replace("T", " "),
    token,
  };
  await warehouse.command(
    `INSERT INTO ${DATABASE}.journey_versions (${Object.keys(row).join(", ")})
     SETTINGS insert_deduplicate = 1, insert_deduplication_token = ${literal(`${source}/${journey}/${change}`)}
     FORMAT JSONEachRow ${JSON.stringify(row)}`,
  );
  const written = await lastChange(warehouse, source, journey, change);
  return written?.token === token ? { stands: true } : { stands: false, at: written?.changedAt ?? "" };
}

/** A change as it stands. @param change its number; the last one if left out */
async function lastChange(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  journey: string,
  change = 0,
): Promise<Row | undefined> {
  const [row] = await warehouse.query<Row>(
    `SELECT change, token, formatDateTime(changed_at, '%Y-%m-%d %H:%i:%S UTC') AS changedAt
     FROM ${DATABASE}.journey_versions FINAL
     WHERE source_id = {source:String} AND journey_id = {journey:String}
       AND ({change:UInt32} = 0 OR change = {change:UInt32})
     ORDER BY change DESC LIMIT 1`,
    { source, journey, change },
  );
  return row;
}
