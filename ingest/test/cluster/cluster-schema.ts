import { setTimeout as sleep } from "node:timers/promises";
import { createPrivateKeys } from "../../src/store/migrate/private-keys.js";
import type { Warehouse } from "../../src/store/warehouse/warehouse.js";
import type { ClickHouseCluster } from "../clickhouse-server/cluster.js";
import { refreshVisits } from "../figures/refresh-visits.js";
import { runSafar } from "../journey/serve-process.js";

/**
 * Brings the tables and views to a cluster by the command, and gives what it printed.
 *
 * @param env settings
 */
export async function migrateCluster(
  { name, url, login }: Pick<ClickHouseCluster, "name" | "url" | "login">,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const options = ["--clickhouse", url, "--user", login.username, "--cluster", name];
  const { code, stdout, stderr } = await runSafar(["migrate", ...options], {
    ...env,
    SAFAR_CLICKHOUSE_PASSWORD: login.password,
  }).ended;
  if (code !== 0) throw new Error(`safar migrate ended with code ${code}: ${stderr}`);
  return stdout;
}

/** Persons and orders have the same numbers where an installation has the same key. */
export async function sameKeys(from: Warehouse, to: Warehouse): Promise<void> {
  await createPrivateKeys(to);
  const rows = await from.query<{ purpose: string; key: string }>(
    "SELECT purpose, key FROM private_keys FINAL",
  );
  await to.insert(
    "private_keys",
    ["purpose", "key"],
    rows.map(({ purpose, key }) => JSON.stringify([purpose, key])),
  );
}

/**
 * Has every server put its latest events into visits. Ours are told to; of full servers, which no statement ON CLUSTER
 * can tell, the next refresh is awaited.
 */
export async function refreshCluster({
  name,
  nodes,
  warehouse,
}: Pick<ClickHouseCluster, "name" | "nodes" | "warehouse">): Promise<void> {
  await Promise.all(nodes.map((node) => refreshVisits(node.warehouse)));
  if (nodes.length > 0) return;
  const asked = Math.floor(Date.now() / 1_000);
  for (let oldest = 0; oldest <= asked; await sleep(500)) {
    const [found] = await warehouse.query<{ oldest: number }>(
      `SELECT toUnixTimestamp(min(last_success_time)) AS oldest
       FROM clusterAllReplicas('${name}', system.view_refreshes) WHERE view = 'visit_parts_refresh'`,
    );
    oldest = found?.oldest ?? 0;
  }
}

/** How many rows of a table lie on each shard, those of one key as one; shards without any are left out. */
export async function rowsOfShards(
  { name, warehouse }: Pick<ClickHouseCluster, "name" | "warehouse">,
  table: string,
  where = "1",
): Promise<number[]> {
  const rows = await warehouse.query<{ n: number }>(
    `SELECT toUInt32(count()) AS n FROM cluster('${name}', safar.${table}_local) FINAL WHERE ${where} GROUP BY shardNum()`,
  );
  return rows.map(({ n }) => n);
}
