import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { useProductWords } from "./use-words.js";

/** Which products are seen and bought, and which bring people who return. */
export function ProductsPanel() {
  const view = useView();
  const { span, currency } = view;
  const said = useProductWords();
  const firstRows = useFirstRows();
  const { count, percent, money } = useNumberColumns();
  return (
    <Panel
      id="products"
      title={said.productsTitle}
      about={said.productsAbout}
      isWide
      question="products"
      params={currency ? { ...rangeParams(view, span), currency, rows: LIST_ROWS } : undefined}
      table={(rows) => (
        <DataTable
          caption={said.productsTitle}
          columns={[
            { head: said.product, cell: (row) => <bdi>{String(row.product_name || row.product_id)}</bdi> },
            count(said.views, "views"),
            count(said.adds, "adds"),
            count(said.orders, "orders"),
            count(said.pieces, "pieces"),
            money(said.revenue, "revenue"),
            percent(said.viewToOrder, "view_to_order_rate"),
            percent(said.comeBack, "repeat_rate"),
          ]}
          rows={rows}
        />
      )}
      foot={firstRows}
    />
  );
}
