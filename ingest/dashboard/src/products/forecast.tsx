import { useState } from "preact/hooks";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { ListTools } from "../lists/list-tools.js";
import { useList } from "../lists/use-list.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { contactColumn, customerColumn, LIST_ROWS } from "../panels/people.js";
import { useView } from "../view.js";
import { useProductWords } from "./use-words.js";

/** From how many orders expected in 30 days on somebody is listed. */
const LEAST = ["0", "0.25", "0.5", "1"] as const;

/** Who is expected to buy, and to be worth how much. */
export function ForecastPanel() {
  const view = useView();
  const { words, state, format, source } = view;
  const said = useProductWords();
  const { money } = useNumberColumns();
  const [least, setLeast] = useState<(typeof LEAST)[number]>("0");
  const asked = useList("forecast", source ? { source, least, rows: LIST_ROWS } : undefined);
  return (
    <Panel
      id="forecast"
      title={said.forecastTitle}
      about={said.forecastAbout}
      isWide
      {...asked}
      nothing={state.reachable ? words.reachableNone : least === "0" ? said.forecastNone : said.forecastFew}
      controls={
        <>
          <ListTools list="forecast" least={least} />
          <Choice
            name="expected"
            label={said.expected}
            value={least}
            options={
              Object.fromEntries(
                LEAST.map((orders) => [orders, orders === "0" ? said.everybody : format.decimal(orders, 2)]),
              ) as Record<typeof least, string>
            }
            onChange={setLeast}
          />
        </>
      }
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
            money(said.worth, "lifetime_value"),
            contactColumn(view),
          ]}
          rows={rows}
        />
      )}
      foot={useFirstRows()}
    />
  );
}
