import { setTimeout as sleep } from "node:timers/promises";
import { type Warehouse, WarehouseError } from "../warehouse/warehouse.js";
import { MigrationError } from "./migrate.js";

const TABLE = "migration_lock";
const PAUSE_MS = 1_000;

export interface LockOptions {
  /** On a cluster, Keeper keeps the lock, so that it holds on every server. */
  readonly cluster: boolean;
  /** How long to wait for another migrator, in milliseconds. */
  readonly waitMs?: number;
}

/**
 * Does a task while no other migrator works on the same ClickHouse. The lock is a table: of two who make it,
 * one is told that it is there.
 *
 * @throws {MigrationError} `locked`, when another one has held it for too long
 */
export async function withLock<Result>(
  warehouse: Pick<Warehouse, "command">,
  { cluster, waitMs = 60_000 }: LockOptions,
  task: () => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + waitMs;
  while (!(await take(warehouse, cluster))) {
    if (performance.now() >= deadline) {
      throw new MigrationError(
        "locked",
        `Another \`safar migrate\` has been at work for over ${waitMs / 1000} s, or died at it. When none is, run this one with --unlock on the server where that one ran.`,
      );
    }
    await sleep(PAUSE_MS);
  }
  try {
    return await task();
  } finally {
    await unlock(warehouse);
  }
}

/** Takes away a lock that a dead migrator left behind. */
export async function unlock(warehouse: Pick<Warehouse, "command">): Promise<void> {
  await warehouse.command(`DROP TABLE IF EXISTS ${TABLE} SYNC`);
}

async function take(warehouse: Pick<Warehouse, "command">, cluster: boolean): Promise<boolean> {
  const engine = cluster
    ? "ReplicatedMergeTree('/clickhouse/safar/migration_lock', 'lock') ORDER BY taken_at"
    : "MergeTree ORDER BY taken_at";
  try {
    await warehouse.command(`CREATE TABLE ${TABLE} (taken_at DateTime) ENGINE = ${engine}`);
    return true;
  } catch (error) {
    const { type } = error as WarehouseError;
    if (
      error instanceof WarehouseError &&
      (type === "TABLE_ALREADY_EXISTS" || type === "REPLICA_ALREADY_EXISTS")
    )
      return false;
    throw error;
  }
}
