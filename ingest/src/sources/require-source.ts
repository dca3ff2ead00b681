import type { Warehouse } from "../store/warehouse/warehouse.js";

/**
 * Throws for a source that is neither configured nor has events: a misspelt name would otherwise give empty figures.
 *
 * @throws {Error} listing the existing sources
 */
export async function requireSource(warehouse: Pick<Warehouse, "query">, source: string): Promise<void> {
  const rows = await warehouse.query<{ id: string }>(
    "SELECT DISTINCT source_id AS id FROM safar.sources UNION DISTINCT SELECT DISTINCT source_id FROM safar.event_rows",
  );
  const ids = rows.map(({ id }) => id).sort();
  if (!ids.includes(source))
    throw new Error(
      `There is no source ${source}. There are: ${ids.filter(Boolean).join(", ") || "none yet"}.`,
    );
}
