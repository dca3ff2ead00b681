import type { Warehouse } from "../warehouse/warehouse.js";
import type { Source } from "./source.js";

/** Writes the sources where views find them that are asked without a time zone, such as `kpi_by_month`. */
export async function tellSources(
  warehouse: Pick<Warehouse, "insert">,
  sources: readonly Source[],
  now = Date.now(),
): Promise<void> {
  const columns = ["source_id", "time_zone", "currency", "updated_at"];
  const rows = sources.map(({ id, timeZone, currency }) => JSON.stringify([id, timeZone, currency, now]));
  await warehouse.insert("sources", columns, rows);
}
