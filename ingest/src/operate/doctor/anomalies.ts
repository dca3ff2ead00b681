import { ANOMALIES } from "../../ask/report/anomalies.js";
import { oneLine } from "../../output/terminal/visible.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { type Finding, ok, warn } from "./finding.js";

const MOST_SOURCES = 100;
const DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * What pages told within 30 days that may be made up, by source: whoever reads a page's key can send it.
 *
 * @throws {WarehouseError} when the warehouse can't be asked, or lacks the view
 */
export async function checkAnomalies(warehouse: Warehouse, now = Date.now()): Promise<Finding[]> {
  const about = "made-up events";
  const since = new Date(now - DAYS * DAY_MS).toISOString().slice(0, 10);
  const sources = await warehouse.query<{ source: string }>(
    `SELECT toString(source_id) AS source FROM safar.sources FINAL ORDER BY source_id LIMIT ${MOST_SOURCES}`,
  );
  const findings: Finding[] = [];
  for (const { source } of sources) {
    const rows = await warehouse.query<{ kind: string; count: number }>(
      "SELECT kind, toFloat64(sum(v.count)) AS count FROM safar.anomalies(source = {source:String}, " +
        "since = {since:String}, until = '', time_zone = 'UTC') AS v GROUP BY kind ORDER BY count DESC, kind",
      { source, since },
    );
    if (rows.length === 0) continue;
    const told = rows.map(({ kind, count }) => `${count} ${ANOMALIES[kind] ?? kind}`).join("; ");
    const name = oneLine(source);
    findings.push(
      warn(
        about,
        `${name}, in ${DAYS} days: ${told}.`,
        `\`safar report --section anomalies --source ${name}\` shows who and examples. \`safar sources set ${name} ` +
          "--pages-tell completed` takes nothing else of orders from pages, --orders-from server nothing at all.",
      ),
    );
  }
  return findings.length > 0 ? findings : [ok(about, `no page told what does not fit in ${DAYS} days`)];
}
