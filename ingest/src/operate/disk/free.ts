import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { findLostParts } from "./lost-parts.js";

/** Disk usage of one table. */
export interface Room {
  readonly what: string;
  readonly rows: number;
  readonly bytes: number;
}

/** What to delete. */
export interface FreeRequest {
  /** Events received longer ago than this many days. Figures no longer include them. */
  readonly eventsOlderThan?: number | undefined;
  readonly deadLettersOlderThan?: number | undefined;
  /** Parts that the engine detached. */
  readonly detached?: boolean | undefined;
}

type Port = Pick<Warehouse, "query" | "command">;

export async function roomOf(warehouse: Pick<Warehouse, "query">): Promise<Room[]> {
  const tables = await warehouse.query<Room>(
    `SELECT table AS what, toFloat64(sum(rows)) AS rows, toFloat64(sum(bytes_on_disk)) AS bytes FROM system.parts
     WHERE database = '${DATABASE}' GROUP BY table ORDER BY bytes DESC`,
  );
  const lost = await findLostParts(warehouse);
  return [...tables, ...lost.map(({ table, bytes }) => ({ what: `${table}, detached`, rows: 0, bytes }))];
}

/**
 * Deletes old data. Drops whole parts first, which needs no disk space; then rewrites the parts that have both old and
 * newer rows.
 *
 * @returns progress messages
 */
export async function* free(warehouse: Port, request: FreeRequest): AsyncGenerator<string> {
  if (request.detached) yield* dropDetached(warehouse);
  if (request.deadLettersOlderThan !== undefined)
    yield* dropOlder(warehouse, "dead_letters", request.deadLettersOlderThan);
  if (request.eventsOlderThan !== undefined)
    yield* dropOlder(warehouse, "event_rows", request.eventsOlderThan);
}

async function* dropDetached(warehouse: Port): AsyncGenerator<string> {
  const parts = await warehouse.query<{ table: string; name: string }>(
    `SELECT table, name FROM system.detached_parts WHERE database = '${DATABASE}'`,
  );
  for (const { table, name } of parts)
    await warehouse.command(
      `ALTER TABLE ${DATABASE}.${table} DROP DETACHED PART '${name.replaceAll(/[\\']/g, "\\$&")}' SETTINGS allow_drop_detached = 1`,
    );
  yield `Deleted ${parts.length} detached parts.`;
}

async function* dropOlder(warehouse: Port, table: string, days: number): AsyncGenerator<string> {
  const old = `received_at < now64(3, 'UTC') - toIntervalDay(${Math.trunc(days)})`;
  const parts = await warehouse.query<{ part: string; rows: number }>(
    `SELECT _part AS part, toFloat64(count()) AS rows FROM ${table} GROUP BY part HAVING countIf(NOT (${old})) = 0`,
  );
  // Otherwise dropped parts stay on disk for another eight minutes.
  await warehouse.command(`ALTER TABLE ${table} MODIFY SETTING old_parts_lifetime = 1`);
  try {
    let dropped = 0;
    for (const { part, rows } of parts) {
      await warehouse.command(`ALTER TABLE ${table} DROP PART '${part}'`);
      dropped += rows;
    }
    yield `${table}: deleted ${parts.length} parts with only old rows, ${dropped} rows.`;
    const [left] = await warehouse.query<{ rows: number }>(
      `SELECT toFloat64(count()) AS rows FROM ${table} WHERE ${old}`,
    );
    if (left!.rows === 0) return;
    yield `${table}: ${left!.rows} old rows are in parts with newer rows; rewriting these parts.`;
    await warehouse.command(`ALTER TABLE ${table} DELETE WHERE ${old} SETTINGS mutations_sync = 2`);
    yield `${table}: deleted these rows, too.`;
  } finally {
    await warehouse.command(`ALTER TABLE ${table} RESET SETTING old_parts_lifetime`);
  }
}
