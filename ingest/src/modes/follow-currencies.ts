import { DATABASE } from "../store/warehouse/statements.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";

const EVERY_MS = 60_000;

/** The sources' currencies, read from ClickHouse every minute. */
export async function followCurrencies(warehouse: Pick<Warehouse, "query">) {
  let known = new Map<string, string>();
  const read = async () => {
    const rows = await warehouse.query<{ source: string; currency: string }>(
      `SELECT toString(source_id) AS source, toString(currency) AS currency FROM ${DATABASE}.sources FINAL`,
    );
    known = new Map(rows.map(({ source, currency }) => [source, currency]));
  };
  await read();
  // While ClickHouse is down, the last values are used.
  const timer = setInterval(() => void read().catch(() => {}), EVERY_MS).unref();
  return {
    /** ISO 4217 code; empty for an unknown source. */
    of: (source: string): string => known.get(source) ?? "",
    close: async () => clearInterval(timer),
  };
}
