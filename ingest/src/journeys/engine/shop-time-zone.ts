import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";

/** The time zone of a source, an IANA name; UTC while it is not known. */
export async function shopTimeZone(warehouse: Pick<Warehouse, "query">, source: string): Promise<string> {
  const [shop] = await warehouse.query<{ zone: string }>(
    `SELECT toString(time_zone) AS zone FROM ${DATABASE}.sources FINAL WHERE source_id = {source:String}`,
    { source },
  );
  return shop?.zone || "UTC";
}
