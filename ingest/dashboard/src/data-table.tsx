import type { ComponentChildren } from "preact";
import type { Row } from "./answers.js";

export interface TableColumn {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand under each other. */
  readonly isNumber?: boolean;
}

interface DataTableProps {
  readonly caption: string;
  /** The first one names its row. */
  readonly columns: readonly TableColumn[];
  readonly rows: readonly Row[];
  /** Tells rows apart where they move, so that the focus moves with its row. */
  readonly keyOf?: (row: Row) => string;
}

export function DataTable({ caption, columns, rows, keyOf }: DataTableProps) {
  const [first, ...others] = columns;
  return (
    <table class="data">
      <caption class="unseen">{caption}</caption>
      <thead>
        <tr>
          {columns.map(({ head, isNumber }) => (
            <th scope="col" key={head} class={isNumber ? "number" : ""}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row, index) => (
          <tr key={keyOf?.(row) ?? index}>
            <th scope="row">{first!.cell(row)}</th>
            {others.map(({ head, cell, isNumber }) => (
              <td key={head} class={isNumber ? "number" : ""}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
