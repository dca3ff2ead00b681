import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { MIN_ORDERS, MOST_RECOMMENDED } from "../engine/recommendations.js";
import type { RecommendedProduct } from "../templates/fill-in.js";

const YEAR_MS = 365 * 86_400_000;

/**
 * Products that go with what people bought, as of the end of the simulated time.
 *
 * @returns them by the id of the customer, see `PersonPast.ids`
 */
export async function readRecommendations(
  warehouse: Pick<Warehouse, "query">,
  { source, until, timeZone }: { source: string; until: string; timeZone: string },
): Promise<ReadonlyMap<string, readonly RecommendedProduct[]>> {
  const since = new Date(Date.parse(`${until.slice(0, 10)}T00:00:00Z`) - YEAR_MS).toISOString().slice(0, 10);
  const rows = await warehouse.query<{ id: string; products: [string, string][] }>(
    `SELECT concat(if(is_guest, 'guest ', 'user '), customer_id) AS id,
       groupArray((product_id, if(product = '', product_id, product))) AS products
     FROM (SELECT * FROM ${DATABASE}.recommended_products(source = {source:String}, since = {since:String},
         until = {until:String}, time_zone = {timeZone:String}, min_orders = '${MIN_ORDERS}')
       WHERE place <= ${MOST_RECOMMENDED} ORDER BY place)
     GROUP BY id`,
    { source, since, until, timeZone },
  );
  return new Map(
    rows.map(({ id, products }) => [id, products.map(([product_id, name]) => ({ product_id, name }))]),
  );
}
