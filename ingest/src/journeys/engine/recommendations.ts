import type { Logger } from "pino";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { RecommendedProduct } from "../templates/fill-in.js";
import { shopTimeZone } from "./shop-time-zone.js";

/** Products that go with what people bought. */
export interface Recommendations {
  /** Finds them out for persons who are not known yet. Never throws: what can't be asked is empty for a while. */
  ask(source: string, persons: readonly string[], now: number): Promise<void>;
  /** @param person user id, or anonymous id of a guest */
  of(source: string, person: string): readonly RecommendedProduct[];
}

/** In fewer orders than these two products stand together by chance. */
export const MIN_ORDERS = "5";
export const MOST_RECOMMENDED = 4;
/** Orders of a year tell what goes together now. */
const SINCE_DAYS = 365;
const KEPT_MS = 3_600_000;
const MOST_PERSONS = 20_000;

/** Asks the view `recommended_products`, for many persons at once: it goes through all orders each time. */
export function liveRecommendations(
  reader: Pick<Warehouse, "query">,
  logger: Pick<Logger, "warn">,
): Recommendations {
  const known = new Map<string, { readonly at: number; readonly products: readonly RecommendedProduct[] }>();
  const keyOf = (source: string, person: string) => `${source} ${person}`;
  return {
    async ask(source, persons, now) {
      const asked = persons.filter((each) => !((known.get(keyOf(source, each))?.at ?? 0) > now - KEPT_MS));
      if (asked.length === 0) return;
      if (known.size + asked.length > MOST_PERSONS) known.clear();
      const found = await read(reader, source, asked, now).catch((err: unknown) => {
        logger.warn({ err }, "Recommended products can't be queried; messages go without them for an hour");
        return new Map<string, RecommendedProduct[]>();
      });
      for (const person of asked)
        known.set(keyOf(source, person), { at: now, products: found.get(person) ?? [] });
    },
    of: (source, person) => known.get(keyOf(source, person))?.products ?? [],
  };
}

async function read(
  reader: Pick<Warehouse, "query">,
  source: string,
  persons: readonly string[],
  now: number,
): Promise<Map<string, RecommendedProduct[]>> {
  const rows = await reader.query<RecommendedProduct & { person: string }>(
    `SELECT customer_id AS person, product_id, if(product = '', product_id, product) AS name
     FROM ${DATABASE}.recommended_products(source = {source:String}, since = {since:String}, until = '',
       time_zone = {timeZone:String}, min_orders = '${MIN_ORDERS}')
     WHERE customer_id IN {persons:Array(String)} AND place <= ${MOST_RECOMMENDED} ORDER BY place`,
    {
      ...{ source, persons, timeZone: await shopTimeZone(reader, source) },
      since: new Date(now - SINCE_DAYS * 86_400_000).toISOString().slice(0, 10),
    },
  );
  const found = new Map<string, RecommendedProduct[]>();
  for (const { person, product_id, name } of rows)
    found.set(person, [...(found.get(person) ?? []), { product_id, name }]);
  return found;
}
