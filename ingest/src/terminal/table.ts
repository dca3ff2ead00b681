import Table from "cli-table3";

/** A cell: text stands left, a number right; null is shown as a dash. */
export type Cell = string | number | null;

interface TableOptions {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/**
 * A table as text. Numbers stand right under each other with all of their digits, thousands set apart.
 * Without colours, so that it reads the same in a file.
 */
export function tableText({ head, rows }: TableOptions): string {
  const isNumeric = head.map(
    (_, column) =>
      rows.some((row) => isNumber(row[column])) &&
      rows.every((row) => row[column] === null || isNumber(row[column])),
  );
  const table = new Table({
    head: [...head],
    colAligns: isNumeric.map((numeric) => (numeric ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push(row.map(cellText));
  return table.toString();
}

/** A figure as it is shown: every digit kept, thousands set apart. */
export function cellText(cell: Cell): string {
  if (cell === null) return "-";
  const text = String(cell);
  const match = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!match || !isNumber(cell)) return text;
  return `${match[1]}${match[2]!.replace(/\B(?=(\d{3})+$)/g, ",")}${match[3] ?? ""}`;
}

/** Decimal text counts as a number: money travels as text, so that no digit is lost. */
function isNumber(cell: Cell | undefined): boolean {
  return typeof cell === "number" || (typeof cell === "string" && /^-?\d+(\.\d+)?$/.test(cell));
}
