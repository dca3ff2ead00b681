import type { Warehouse } from "../store/warehouse/warehouse.js";
import { ORDER_WORDS, type Source } from "./source.js";

/** Writes the sources into the table from which views read time zones, trusted keys and counting rules. */
export async function tellSources(
  warehouse: Pick<Warehouse, "insert">,
  sources: readonly Source[],
  now = Date.now(),
): Promise<void> {
  const columns = [
    ...["source_id", "time_zone", "currency", "orders_from", "user_links_from"],
    ...["decimal_style", "zero_orders", "pages_tell", "updated_at"],
  ];
  const rows = sources.map(
    ({ id, timeZone, currency, ordersFrom = "any", userLinksFrom = "server", ...rules }) =>
      JSON.stringify([
        ...[id, timeZone, currency, ordersFrom, userLinksFrom],
        ...[rules.decimal ?? "either", rules.zeroOrders ?? "ignored", rules.pagesTell ?? ORDER_WORDS, now],
      ]),
  );
  await warehouse.insert("sources", columns, rows);
}

/** Writes the sources, and joins users by their current rules. */
export async function applySources(
  warehouse: Pick<Warehouse, "insert">,
  joined: { rebuild(): Promise<unknown> },
  sources: readonly Source[],
): Promise<void> {
  await tellSources(warehouse, sources);
  await joined.rebuild();
}
