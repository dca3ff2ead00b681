import { UNCOUNTED_REASONS } from "../../ask/report/uncounted-reasons.js";
import { oneLine } from "../../output/terminal/visible.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type AskedSource, eachSource, type ToldSources } from "./each-source.js";
import { type Finding, ok, warn } from "./finding.js";

/** Share of stored orders from which uncounted orders are reported. */
const MANY = 0.05;
/** Maximum number of names shown for each source. */
const MOST_NAMES = 5;
const LONGEST_NAME = 60;

/**
 * Checks whether figures miss orders: many are stored but not counted, or have an event name that no figure reads.
 * Ignores tests and cancelled orders, because nobody expects them in a figure.
 *
 * @throws {WarehouseError} when the query fails or a view does not exist
 */
export async function* checkUncounted(
  warehouse: Pick<Warehouse, "query">,
  sources: readonly AskedSource[],
  told?: ToldSources,
): AsyncGenerator<Finding> {
  const asked = sources.filter(({ hasOrders, hasOthers }) => hasOrders || hasOthers);
  let isFound = false;
  const check = async ({ source, hasOrders, hasOthers }: AskedSource) => [
    ...(hasOrders ? await checkReasons(warehouse, source) : []),
    ...(hasOthers ? await checkNames(warehouse, source) : []),
  ];
  for await (const finding of eachSource(asked, check, told)) {
    isFound = true;
    yield finding;
  }
  if (!isFound) yield ok("counting", "figures count the stored orders");
}

async function checkReasons(warehouse: Pick<Warehouse, "query">, source: string): Promise<Finding[]> {
  const [span] = await warehouse.query<{ orders: number }>(
    "SELECT toFloat64(orders) AS orders FROM safar_internal.order_span(source = {source:String}, time_zone = 'UTC')",
    { source },
  );
  const rows = await warehouse.query<{ reason: string; count: number }>(
    "SELECT reason, toFloat64(sum(v.count)) AS count FROM safar.uncounted_orders(source = {source:String}, " +
      "since = '', until = '', time_zone = 'UTC') AS v " +
      "WHERE reason NOT IN ('test', 'cancelled', 'unknown_event_name') GROUP BY reason ORDER BY count DESC, reason",
    { source },
  );
  const uncounted = rows.reduce((sum, { count }) => sum + count, 0);
  const counted = span?.orders ?? 0;
  if (uncounted === 0 || uncounted < MANY * (counted + uncounted)) return [];
  const reasons = rows
    .map(({ reason, count }) => `${count} ${UNCOUNTED_REASONS[reason] ?? reason}`)
    .join("; ");
  return [
    warn(
      "orders not counted",
      `${oneLine(source)}: ${counted} orders are counted, ${uncounted} orders and refunds are not: ${reasons}.`,
      `\`safar report --section uncounted --source ${oneLine(source)}\` shows their values and examples.`,
    ),
  ];
}

async function checkNames(warehouse: Pick<Warehouse, "query">, source: string): Promise<Finding[]> {
  const rows = await warehouse.query<{ event: string; closest: string; count: number; names: number }>(
    "SELECT toString(event) AS event, any(closest_name) AS closest, toFloat64(sum(v.events)) AS count, " +
      "toFloat64(count() OVER ()) AS names FROM safar.near_event_names(source = {source:String}, since = '', " +
      `until = '', time_zone = 'UTC') AS v GROUP BY event ORDER BY count DESC, event LIMIT ${MOST_NAMES}`,
    { source },
  );
  if (rows.length === 0) return [];
  const told = rows.map(({ event, closest, count }) => {
    const name = oneLine(event);
    const cut = name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
    return `"${cut}" (${count} ${count === 1 ? "event" : "events"}): did you mean "${closest}"?`;
  });
  const others = (rows[0]?.names ?? 0) - rows.length;
  const more = others > 0 ? ` And ${others} more names.` : "";
  return [
    warn(
      "event names",
      `${oneLine(source)}: no figure reads ${told.join(" ")}${more}`,
      "Send these events with the suggested name; `safar report --section uncounted` lists them with examples.",
    ),
  ];
}
