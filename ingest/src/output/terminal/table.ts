import Table from "cli-table3";
import { oneLine } from "./visible.js";

/** A cell: text is left-aligned, numbers right-aligned; null is shown as a dash. */
export type Cell = string | number | null;

interface TableOptions {
  readonly head: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /**
   * Heads of columns whose texts are numbers: money is passed as text, so that no digit is lost. Other text, such as
   * a customer number, is shown unchanged.
   */
  readonly figures?: readonly string[];
}

/**
 * Formats a table as text. Numbers are right-aligned with all digits and thousands separators; in a column of money
 * all get as many decimal places as the longest. No colours, so that it looks the same in a file.
 */
export function tableText({ head, rows, figures = [] }: TableOptions): string {
  const columns = head.map((name, column) =>
    columnOf(
      rows.map((row) => row[column] ?? null),
      figures.includes(name),
    ),
  );
  const table = new Table({
    head: [...head],
    colAligns: columns.map(({ isRight }) => (isRight ? "right" : "left")),
    style: { head: [], border: [], compact: true },
  });
  for (const place of rows.keys()) table.push(columns.map(({ texts }) => texts[place] ?? ""));
  return table.toString();
}

/** A column as it is shown. */
function columnOf(cells: readonly Cell[], isFigures: boolean): { isRight: boolean; texts: string[] } {
  const hasCounts = cells.some((cell) => typeof cell === "number");
  const isMoney = isFigures && !hasCounts;
  const decimals = isMoney ? Math.max(0, ...cells.map((cell) => fractionOf(String(cell)).length)) : 0;
  return {
    isRight: isFigures || (hasCounts && cells.every((cell) => typeof cell !== "string" || cell === "")),
    texts: cells.map((cell) => {
      if (cell === null) return "-";
      return isFigures || typeof cell === "number" ? figureText(String(cell), decimals) : oneLine(cell);
    }),
  };
}

/**
 * Formats a figure with all digits and thousands separators; text that is not a number is unchanged.
 *
 * @param decimals least number of decimal places
 */
function figureText(text: string, decimals: number): string {
  const [, sign, whole = ""] = FIGURE.exec(text) ?? [];
  if (sign === undefined) return oneLine(text);
  const fraction = fractionOf(text).padEnd(decimals, "0");
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}${fraction === "" ? "" : `.${fraction}`}`;
}

const FIGURE = /^(-?)(\d+)(?:\.(\d+))?$/;

/** The decimal places. */
function fractionOf(text: string): string {
  return FIGURE.exec(text)?.[3] ?? "";
}
