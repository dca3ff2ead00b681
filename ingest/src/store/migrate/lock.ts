import { setTimeout as sleep } from "node:timers/promises";
import { DATABASE } from "../warehouse/statements.js";
import { type Warehouse, WarehouseError } from "../warehouse/warehouse.js";
import { onClusterClause } from "./cluster.js";
import { MigrationError } from "./migrate.js";

const TABLE = "migration_lock";
const PAUSE_MS = 1_000;

export interface LockOptions {
  /** The cluster's name; then Keeper stores the lock, so that it applies to every server. Undefined for one server. */
  readonly cluster?: string | undefined;
  /** How long to wait for another migrator, in milliseconds. */
  readonly waitMs?: number;
}

/**
 * Runs a task while no other migrator works on the same ClickHouse. The lock is a table: when two processes create
 * it, one gets an error that it exists.
 *
 * @throws {MigrationError} `locked`, when another migrator held it for too long
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
        `Another \`safar migrate\` has been running for over ${waitMs / 1000} s, or died. If none is running, run this one with --unlock.`,
      );
    }
    await sleep(PAUSE_MS);
  }
  try {
    return await task();
  } finally {
    await unlock(warehouse, cluster);
  }
}

/** Removes a lock that a dead migrator left behind. */
export async function unlock(warehouse: Pick<Warehouse, "command">, cluster?: string): Promise<void> {
  // We may be connected to another server than the one that created the table.
  const on = cluster === undefined ? "" : ` ${onClusterClause(cluster)}`;
  await warehouse.command(`DROP TABLE IF EXISTS ${DATABASE}.${TABLE}${on} SYNC`);
}

async function take(warehouse: Pick<Warehouse, "command">, cluster: string | undefined): Promise<boolean> {
  const engine =
    cluster !== undefined
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
