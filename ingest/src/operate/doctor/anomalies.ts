import { ANOMALIES } from "../../ask/report/anomalies.js";
import { oneLine } from "../../output/terminal/visible.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type AskedSource, eachSource, type ToldSources } from "./each-source.js";
import { type Finding, ok, warn } from "./finding.js";

const ABOUT = "made-up events";
const DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Events from pages within 30 days that may be made up, by source: anybody can read a page's key and send them.
 *
 * @throws {WarehouseError} when the query fails or the view does not exist
 */
export async function* checkAnomalies(
  warehouse: Pick<Warehouse, "query">,
  sources: readonly AskedSource[],
  told?: ToldSources,
  now = Date.now(),
): AsyncGenerator<Finding> {
  const since = new Date(now - DAYS * DAY_MS).toISOString().slice(0, 10);
  const asked = sources.filter(({ hasPagesWords }) => hasPagesWords);
  let isFound = false;
  for await (const finding of eachSource(
    asked,
    ({ source }) => checkSource(warehouse, source, since),
    told,
  )) {
    isFound = true;
    yield finding;
  }
  if (!isFound) yield ok(ABOUT, `none found in events from pages within ${DAYS} days`);
}

async function checkSource(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  since: string,
): Promise<Finding[]> {
  const rows = await warehouse.query<{ kind: string; count: number }>(
    "SELECT kind, toFloat64(sum(v.count)) AS count FROM safar.anomalies(source = {source:String}, " +
      "since = {since:String}, until = '', time_zone = 'UTC') AS v GROUP BY kind ORDER BY count DESC, kind",
    { source, since },
  );
  if (rows.length === 0) return [];
  const told = rows.map(({ kind, count }) => `${count} ${ANOMALIES[kind] ?? kind}`).join("; ");
  const name = oneLine(source);
  return [
    warn(
      ABOUT,
      `${name}, in ${DAYS} days: ${told}.`,
      `\`safar report --section anomalies --source ${name}\` shows visitors and examples. \`safar sources set ${name} ` +
        "--pages-tell completed` accepts only completed orders from pages, --orders-from server no orders at all.",
    ),
  ];
}
