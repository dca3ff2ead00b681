import { DATABASE } from "./statements.js";
import type { Warehouse } from "./warehouse.js";

/** The name of the cluster of a warehouse's tables; undefined for a single server. */
export async function clusterOf(warehouse: Pick<Warehouse, "query">): Promise<string | undefined> {
  const [table] = await warehouse.query<{ definition: string }>(
    `SELECT engine_full AS definition FROM system.tables
     WHERE database = '${DATABASE}' AND name = 'event_rows' AND engine = 'Distributed'`,
  );
  const [, name] = /^Distributed\('((?:[^'\\]|\\.)*)'/.exec(table?.definition ?? "") ?? [];
  return name?.replaceAll(/\\(.)/gs, "$1");
}
