import { grouped } from "../output/terminal/progress.js";
import { eventsSent, type RowCounts } from "./checkpoint.js";
import type { ImportJob } from "./import-file.js";
import type { RejectedRow } from "./rejected-file.js";

/**
 * The results of a file's rows, one line for each result that occurred.
 *
 * @param corrects whether rows that differ replaced the stored events
 */
export function summaryText(
  counts: RowCounts,
  { mapping, rejectedPath }: Pick<ImportJob, "mapping" | "rejectedPath">,
  verb: "sent" | "would be sent",
  corrects = true,
): string {
  const { identify = 0, [mapping.event]: main = 0, ...others } = counts.sent;
  const lines: [number, string][] = [
    [counts.rows, "rows read"],
    [main, `events "${mapping.event}" ${verb}`],
    ...Object.entries(others).map(([name, count]): [number, string] => [count, `events "${name}" ${verb}`]),
    [identify, `customer profiles ${verb}`],
    [
      counts.changed,
      corrects
        ? "of them changed stored events"
        : "of them differ from stored events and were ignored: a web key can't change events, use a server key",
    ],
    [counts.unchanged, "of them were already stored and changed nothing"],
    [counts.filtered, "rows left out by --where"],
    [counts.noOrders, "rows left out because their state means that nothing was bought"],
    [
      counts.guests,
      "rows left out because they have no customer (--guests by-order counts each order as one customer)",
    ],
    [counts.rejected, `rows rejected; they are in ${rejectedPath} with their reasons`],
  ];
  const width = grouped(counts.rows).length;
  return lines
    .filter(([count], index) => count > 0 || index < 2)
    .map(([count, what]) => `  ${grouped(count).padStart(width)}  ${what}`)
    .join("\n");
}

/**
 * The first rejected rows and why, below the summary; "" when there are none.
 *
 * @param count of all rejected rows, including those of an interrupted import
 */
export function rejectedText(first: readonly RejectedRow[], count: number): string {
  if (first.length === 0) return "";
  const lines = first.map(({ row, reason }) => `  row ${grouped(row)}: ${reason}`);
  const more = count > first.length ? [`  and ${grouped(count - first.length)} more`] : [];
  return `\n\nRejected rows, numbered from the first row below the header:\n${[...lines, ...more].join("\n")}`;
}

/** The first line after an import: what was stored. */
export function doneText(counts: RowCounts, corrects: boolean): string {
  const sent = eventsSent(counts) - (corrects ? 0 : counts.changed);
  const stored = `${grouped(sent)} ${sent === 1 ? "event is" : "events are"} stored`;
  if (counts.rejected === 0)
    return sent === 0 ? "Nothing was stored: no row is an order." : `Done: ${stored}.`;
  const rows = `${grouped(counts.rejected)} ${counts.rejected === 1 ? "row was" : "rows were"} rejected`;
  return sent === 0 ? `Nothing was stored: ${rows}.` : `${stored}, and ${rows}.`;
}

/** Refunds of orders that do not exist; undefined when there are none, or that is not known. */
export function unmatchedText(unmatched: readonly string[] | undefined): string | undefined {
  if (unmatched === undefined || unmatched.length === 0) return undefined;
  const shown = unmatched.slice(0, SHOWN).join(", ");
  const more = unmatched.length > SHOWN ? `, and ${grouped(unmatched.length - SHOWN)} more` : "";
  const what = unmatched.length === 1 ? "1 order is" : `${grouped(unmatched.length)} orders are`;
  return (
    `${what} refunded but not stored: ${shown}${more}. A refund counts when its order is imported. ` +
    "If these are ids of refunds, name the column of the order id with --refund-of."
  );
}

const SHOWN = 10;
