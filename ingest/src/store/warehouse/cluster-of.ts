import { DATABASE } from "./statements.js";
import type { Warehouse } from "./warehouse.js";

/** The name of the cluster that a warehouse's tables are spread over; undefined when one server holds them all. */
export async function clusterOf(warehouse: Pick<Warehouse, "query">): Promise<string | undefined> {
  const [table] = await warehouse.query<{ definition: string }>(
    `SELECT engine_full AS definition FROM system.tables
     WHERE database = '${DATABASE}' AND name = 'event_rows' AND engine = 'Distributed'`,
  );
  const [, name] = /^Distributed\('((?:[^'\\]|\\.)*)'/.exec(table?.definition ?? "") ?? [];
  return name?.replaceAll(/\\(.)/gs, "$1");
}
