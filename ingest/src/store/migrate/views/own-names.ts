import { DATABASE, INTERNAL_DATABASE } from "../../warehouse/statements.js";
import type { Warehouse } from "../../warehouse/warehouse.js";
import { dropStatement, type FoundView } from "./drop-former-views.js";
import { MADE_BY, nameOfView, type View } from "./read-views.js";

/** Views of releases that did not mark their views yet. */
const UNMARKED = new Set(
  `abandoned_carts acquisition activation asked_currency at_risk average_order_value bought_together calendar
  cart_abandonment carts checkout_drop_off cohort_retention customer_contacts customer_lifecycle customer_links
  customer_orders customer_profile customer_stage customer_stages customer_value customer_value_by_customer customers
  events events_by_minute funnel identity_links known_persons kpi_by_month kpi_by_period kpi_totals lapse order_baskets
  order_products order_sequence order_span order_states orders orders_by_period orders_in_range origins people periods
  persons predicted_orders product_performance purchase_frequency purchase_gaps purchase_gaps_by_product
  purchase_gaps_by_segment purchase_history recent_events reengagement referrals refunds repeat_customer_rate
  retention_rate return_times rfm rfm_scores rfm_segments staged_people unbelieved_orders visits`.split(
    /\s+/,
  ),
);

export interface NamesInUse {
  /** Views and tables of others that use our names. */
  readonly foreign: readonly FoundView[];
  /** Our views from a release that did not mark them. */
  readonly unmarked: readonly FoundView[];
}

/** Finds views and tables with names of ours that are not marked as ours. */
export async function namesInUse(
  warehouse: Pick<Warehouse, "query">,
  views: readonly View[],
): Promise<NamesInUse> {
  const found = await warehouse.query<FoundView & { isView: boolean; isMarked: boolean }>(
    `SELECT database, name, engine = 'View' AS isView, isView AND endsWith(comment, {mark:String}) AS isMarked
     FROM system.tables WHERE database IN {databases:Array(String)} ORDER BY database, name`,
    { mark: MADE_BY, databases: [DATABASE, INTERNAL_DATABASE] },
  );
  const wanted = new Set(views.map(nameOfView));
  // A release that marks views first drops all unmarked ones. So if any view is marked, the unmarked ones are not
  // ours.
  const isEarlier = found.every(({ isMarked }) => !isMarked);
  const unmarked = found.filter(
    ({ database, name, isView }) => isEarlier && isView && database === DATABASE && UNMARKED.has(name),
  );
  const foreign = found.filter(
    (view) => wanted.has(nameOfView(view)) && !view.isMarked && !unmarked.includes(view),
  );
  return { foreign, unmarked };
}

/** Drops the unmarked views of an earlier release before this one creates its first. */
export async function dropUnmarked(
  warehouse: Pick<Warehouse, "command">,
  { unmarked }: NamesInUse,
): Promise<void> {
  for (const view of unmarked) await warehouse.command(dropStatement(view));
}
