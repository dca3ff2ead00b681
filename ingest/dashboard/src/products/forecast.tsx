import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { customerColumn, LIST_ROWS } from "../panels/people.js";
import { useView } from "../view.js";
import { useFirstRows } from "./first-rows.js";
import { useProductWords } from "./use-words.js";

/** Who is expected to buy, and to be worth how much. */
export function ForecastPanel() {
  const view = useView();
  const { format, source } = view;
  const said = useProductWords();
  return (
    <Panel
      id="forecast"
      title={said.forecastTitle}
      about={said.forecastAbout}
      isWide
      question="forecast"
      params={source ? { source, rows: LIST_ROWS } : undefined}
      nothing={said.forecastNone}
      table={(rows) => (
        <DataTable
          caption={said.forecastTitle}
          columns={[
            { ...customerColumn(view), head: said.customer },
            {
              head: said.alive,
              isNumber: true,
              cell: (row) => format.percent(100 * Number(row.probability_alive), 0),
            },
            { head: said.in30, isNumber: true, cell: (row) => format.decimal(row.expected_orders_30, 2) },
            { head: said.in90, isNumber: true, cell: (row) => format.decimal(row.expected_orders_90, 2) },
            {
              head: said.worth,
              isNumber: true,
              cell: (row) => format.money(row.lifetime_value, String(row.currency)),
            },
          ]}
          rows={rows}
        />
      )}
      foot={useFirstRows()}
    />
  );
}
