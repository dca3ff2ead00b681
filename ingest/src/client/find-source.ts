import { requireSource } from "../sources/require-source.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";

/** The source to use for a command. */
export interface AskedSource {
  readonly source: string;
  /** The time zone of its days. */
  readonly timeZone: string;
}

/**
 * Finds the named source and its own time zone, because another source's days differ.
 *
 * @param usual the default source, and the time zone for one that ClickHouse does not list
 * @throws {Error} listing the existing sources when there is no such source
 */
export async function findSource(
  warehouse: Pick<Warehouse, "query">,
  named: string | undefined,
  usual: AskedSource,
): Promise<AskedSource> {
  if (named !== undefined) await requireSource(warehouse, named);
  const source = named ?? usual.source;
  const [listed] = await warehouse.query<{ zone: string }>(
    "SELECT time_zone AS zone FROM safar.sources FINAL WHERE source_id = {source:String}",
    { source },
  );
  return { source, timeZone: listed?.zone || usual.timeZone };
}
