import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { customerColumn, dayOf, LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { useProductWords } from "./use-words.js";

/** What was given back, the latest first. */
export function RefundsPanel() {
  const view = useView();
  const { span } = view;
  const said = useProductWords();
  const { money } = useNumberColumns();
  return (
    <Panel
      id="refunds"
      title={said.refundsTitle}
      about={said.refundsAbout}
      isWide
      question="refunds"
      params={{ ...rangeParams(view, span), rows: LIST_ROWS }}
      nothing={said.refundsNone}
      table={(rows) => (
        <DataTable
          caption={said.refundsTitle}
          columns={[
            { head: said.order, cell: (row) => <bdi class="hash">{String(row.order_id)}</bdi> },
            { ...customerColumn(view), head: said.customer },
            { head: said.bought, cell: (row) => dayOf(view, row.ordered_at) },
            { head: said.givenBack, cell: (row) => dayOf(view, row.refunded_at) },
            money(said.amount, "amount"),
          ]}
          rows={rows}
        />
      )}
      foot={useFirstRows()}
    />
  );
}
