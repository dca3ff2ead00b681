import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { ListTools } from "../lists/list-tools.js";
import { useList } from "../lists/use-list.js";
import { Panel } from "../panel.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { contactColumn, customerColumn, dayOf, LIST_ROWS } from "./people.js";

/** Customers who are about to be lost, or silent for long. */
export function RiskPanel() {
  const view = useView();
  const { words, format, state, change, span, source, zone, currency } = view;
  const asked = useList(
    state.risk,
    currency ? { source, until: span.until, time_zone: zone, currency, rows: LIST_ROWS } : undefined,
  );
  return (
    <Panel
      id="risk"
      title={words.riskTitle}
      about={state.risk === "at_risk" ? words.riskAbout : words.silentAbout}
      isWide
      {...asked}
      nothing={state.reachable ? words.reachableNone : words.empty}
      controls={
        <>
          <ListTools list={state.risk} />
          <Choice
            label={words.shows}
            value={state.risk}
            options={words.risks}
            onChange={(risk) => change({ risk })}
          />
        </>
      }
      table={(rows) => (
        <DataTable
          caption={words.riskTitle}
          columns={[
            customerColumn(view),
            contactColumn(view),
            { head: words.tiles.orders, isNumber: true, cell: (row) => format.count(row.orders) },
            { head: words.lastOrder, cell: (row) => dayOf(view, row.last_order_at) },
            {
              head: words.usualGap,
              isNumber: true,
              cell: (row) =>
                row.usual_gap_days === null
                  ? "–"
                  : say(words.days, { days: format.decimal(row.usual_gap_days, 0) }),
            },
            {
              head: words.silent,
              isNumber: true,
              cell: (row) => say(words.days, { days: format.decimal(row.silent_days, 0) }),
            },
            { head: words.overdue, isNumber: true, cell: (row) => format.decimal(row.times_overdue, 1) },
            {
              head: words.monetary,
              isNumber: true,
              cell: (row) => format.money(row.revenue, String(row.currency)),
            },
          ]}
          rows={rows}
        />
      )}
      foot={(rows) =>
        rows.length >= LIST_ROWS && (
          <p class="quiet">{say(words.firstRows, { count: format.count(LIST_ROWS) })}</p>
        )
      }
    />
  );
}
