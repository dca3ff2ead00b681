// Where the time from an event to the provider's call goes, step by step, as the journal tells.
import { openFolderWarehouse } from "../../dist/store/engine/folder-warehouse.js";
import { percentile } from "../percentile.mjs";

/** The ends of the steps, in order. */
const STEPS = [
  ["acknowledged", "made → acknowledged by the collector"],
  ["read", "acknowledged → a round that reads it begins"],
  ["written", "the round begins → its run and message are written"],
  ["looked", "written → the second look"],
  ["called", "the second look → its attempt is written, the provider's call"],
];

/**
 * The steps of each event. All clocks are this machine's.
 *
 * @param {string} folder of a collector that was stopped
 * @param {Map<string, { made: number, acknowledged: number, called: number }>} events by the person's id
 */
export async function latencySteps(folder, events) {
  const warehouse = await openFolderWarehouse(folder);
  const rows = await warehouse.query(
    `SELECT customer_id AS id, toFloat64(maxIf(toUnixTimestamp64Milli(status_at), record = 'run')) AS read,
       toFloat64(minIf(toUnixTimestamp64Milli(written_at), record = 'run')) AS written,
       toFloat64(max(JSONExtractInt(state, 'lookedAt'))) AS looked
     FROM safar.journey_rows GROUP BY customer_id`,
  );
  await warehouse.close();
  return rows.flatMap(({ id, ...at }) => (events.has(id) ? [{ ...events.get(id), ...at }] : []));
}

/** A table of the steps: its share of the whole, and how long it takes. @returns {string} */
export function stepsTable(rows) {
  const sum = rows.reduce((all, { called, made }) => all + called - made, 0);
  const lines = STEPS.map(([name, text], place) => {
    const before = place === 0 ? "made" : STEPS[place - 1][0];
    const took = rows.map((row) => row[name] - row[before]).sort((one, other) => one - other);
    const share = took.reduce((all, each) => all + each, 0) / sum;
    const [half, most] = [percentile(took, 0.5), percentile(took, 0.99)];
    return `  ${text.padEnd(62)}${`${Math.round(100 * share)}%`.padStart(5)}${`${half} ms`.padStart(10)}${`${most} ms`.padStart(10)}`;
  });
  return [`  ${"".padEnd(62)}share       50%       99%`, ...lines].join("\n");
}
