import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Finding } from "./finding.js";

/** A source, and which kinds of its events are stored, so that only useful queries run. */
export interface AskedSource {
  readonly source: string;
  readonly hasOrders: boolean;
  /** Events with names that no figure reads. */
  readonly hasOthers: boolean;
  /** Orders and links of ids sent with a page's key. */
  readonly hasPagesWords: boolean;
}

/** Called with the number of sources checked, and the total. */
export type ToldSources = (done: number, of: number) => void;

/** Maximum number of sources checked. */
const MOST_SOURCES = 100;
/** Sources checked at once: most of a query's time goes into parsing its views. */
const AT_ONCE = 4;

/** Reads in one query what each source has, so that no query runs for events that a source does not have. */
export async function readSources(warehouse: Pick<Warehouse, "query">): Promise<AskedSource[]> {
  return await warehouse.query<AskedSource>(
    `SELECT toString(source_id) AS source, max(kind = 'order') > 0 AS hasOrders, max(kind = 'other') > 0 AS hasOthers,
       max(kind IN ('order', 'identity', 'alias') AND key_kind = 'web') > 0 AS hasPagesWords
     FROM safar.event_rows GROUP BY source_id ORDER BY source LIMIT ${MOST_SOURCES}`,
  );
}

/** Checks sources, a few at once, and yields findings in the order of sources as soon as they are known. */
export async function* eachSource(
  sources: readonly AskedSource[],
  check: (source: AskedSource) => Promise<Finding[]>,
  told: ToldSources = () => {},
): AsyncGenerator<Finding> {
  const begun: Promise<Finding[]>[] = [];
  for (let n = 0; n < sources.length; n++) {
    while (begun.length < Math.min(sources.length, n + AT_ONCE)) {
      const begins = check(sources[begun.length]!);
      // A failed check throws when its turn comes.
      begins.catch(() => {});
      begun.push(begins);
    }
    yield* await begun[n]!;
    told(n + 1, sources.length);
  }
}
