import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Finding } from "./finding.js";

/** A source, and what was stored of it that there is something to ask about. */
export interface AskedSource {
  readonly source: string;
  readonly hasOrders: boolean;
  /** Events under names that no figure reads. */
  readonly hasOthers: boolean;
  /** Orders and links of ids that came with a page's key. */
  readonly hasPagesWords: boolean;
}

/** Told how many sources were looked at, of how many. */
export type ToldSources = (done: number, of: number) => void;

/** As many sources are looked at. */
const MOST_SOURCES = 100;
/** And so many at once: each question's own time is mostly spent on reading the views it is made of. */
const AT_ONCE = 4;

/** One question over all sources, so that none is asked about what it has not. */
export async function readSources(warehouse: Pick<Warehouse, "query">): Promise<AskedSource[]> {
  return await warehouse.query<AskedSource>(
    `SELECT toString(source_id) AS source, max(kind = 'order') > 0 AS hasOrders, max(kind = 'other') > 0 AS hasOthers,
       max(kind IN ('order', 'identity', 'alias') AND key_kind = 'web') > 0 AS hasPagesWords
     FROM safar.event_rows GROUP BY source_id ORDER BY source LIMIT ${MOST_SOURCES}`,
  );
}

/** Looks at sources, a few at once, and gives what it finds in their order, as soon as it is known. */
export async function* eachSource(
  sources: readonly AskedSource[],
  check: (source: AskedSource) => Promise<Finding[]>,
  told: ToldSources = () => {},
): AsyncGenerator<Finding> {
  const begun: Promise<Finding[]>[] = [];
  for (let n = 0; n < sources.length; n++) {
    while (begun.length < Math.min(sources.length, n + AT_ONCE)) {
      const begins = check(sources[begun.length]!);
      // One that fails is met when its turn comes.
      begins.catch(() => {});
      begun.push(begins);
    }
    yield* await begun[n]!;
    told(n + 1, sources.length);
  }
}
