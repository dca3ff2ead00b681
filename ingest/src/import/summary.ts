import { grouped } from "../terminal/progress.js";
import type { RowCounts } from "./checkpoint.js";
import type { ImportJob } from "./import-file.js";

/** What became of a file's rows, one line for each thing that happened to any. */
export function summaryText(
  counts: RowCounts,
  { mapping, rejectedPath }: ImportJob,
  verb: "sent" | "would be sent",
): string {
  const lines: [number, string][] = [
    [counts.rows, "rows read"],
    [counts.sent, `events "${mapping.event}" ${verb}`],
    [counts.filtered, "rows left out by --where"],
    [
      counts.guests,
      "rows left out for having no customer (--guests by-order counts each as a customer of its own)",
    ],
    [counts.rejected, `rows rejected; they are in ${rejectedPath}, each with its reason`],
  ];
  const width = grouped(counts.rows).length;
  return lines
    .filter(([count], index) => count > 0 || index < 2)
    .map(([count, what]) => `  ${grouped(count).padStart(width)}  ${what}`)
    .join("\n");
}
