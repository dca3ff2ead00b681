import type { Warehouse } from "../warehouse/warehouse.js";
import type { Source } from "./source.js";

/** Writes the sources where views find their time zones, and whose word on orders each of them takes. */
export async function tellSources(
  warehouse: Pick<Warehouse, "insert">,
  sources: readonly Source[],
  now = Date.now(),
): Promise<void> {
  const columns = ["source_id", "time_zone", "currency", "orders_from", "updated_at"];
  const rows = sources.map(({ id, timeZone, currency, ordersFrom = "any" }) =>
    JSON.stringify([id, timeZone, currency, ordersFrom, now]),
  );
  await warehouse.insert("sources", columns, rows);
}
