import type { Row } from "./answers.js";
import type { TableColumn } from "./data-table.js";
import { useView } from "./view.js";

/** A column of numbers by its head and the answer's column that it shows. */
export type NumberColumn = (head: string, name: string) => TableColumn;

/** Columns of numbers in the reader's language: counts, shares in percent, and money in the row's own currency. */
export function useNumberColumns(): {
  readonly count: NumberColumn;
  readonly percent: NumberColumn;
  readonly money: NumberColumn;
} {
  const { format } = useView();
  const column =
    (cell: (row: Row, name: string) => string): NumberColumn =>
    (head, name) => ({ head, isNumber: true, cell: (row) => cell(row, name) });
  return {
    count: column((row, name) => format.count(row[name])),
    percent: column((row, name) => format.percent(row[name])),
    money: column((row, name) => format.money(row[name], String(row.currency))),
  };
}
