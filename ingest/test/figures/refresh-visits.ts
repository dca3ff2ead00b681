import type { Warehouse } from "../../src/store/warehouse/warehouse.js";

/** Has ClickHouse put the latest events into visits now, and not only within ten seconds. */
export async function refreshVisits(warehouse: Pick<Warehouse, "command">): Promise<void> {
  await warehouse.command("SYSTEM REFRESH VIEW safar.visit_parts_refresh");
  await warehouse.command("SYSTEM WAIT VIEW safar.visit_parts_refresh");
}
