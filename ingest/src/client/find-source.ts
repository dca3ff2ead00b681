import { requireSource } from "../sources/require-source.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";

/** The source that a command is about. */
export interface AskedSource {
  readonly source: string;
  /** In which its days begin. */
  readonly timeZone: string;
}

/**
 * Finds the source that a command names, with its own time zone: that of another source has other days.
 *
 * @param usual the source to take when none is named, with the zone to take for one that ClickHouse does not list
 * @throws {Error} when there is no such source, naming those that there are
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
