import { useState } from "preact/hooks";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { useProductWords } from "./use-words.js";

/** In how many orders a pair stands at least: the fewer, the more is chance. */
const LEAST = ["2", "5", "10", "50"] as const;

/** Which products are bought together. */
export function TogetherPanel() {
  const view = useView();
  const { format, span } = view;
  const said = useProductWords();
  const { count, percent } = useNumberColumns();
  const [least, setLeast] = useState<(typeof LEAST)[number]>("10");
  const orders = (number: string) => say(said.leastOrders, { count: format.count(number) });
  return (
    <Panel
      id="together"
      title={said.togetherTitle}
      about={said.togetherAbout}
      isWide
      question="together"
      params={{ ...rangeParams(view, span), min_orders: least, rows: LIST_ROWS }}
      nothing={say(said.togetherNone, { orders: orders(least) })}
      controls={
        <Choice
          name="least"
          label={said.least}
          value={least}
          options={
            Object.fromEntries(LEAST.map((number) => [number, orders(number)])) as Record<
              typeof least,
              string
            >
          }
          onChange={setLeast}
        />
      }
      table={(rows) => (
        <DataTable
          caption={said.togetherTitle}
          columns={[
            { head: said.first, cell: (row) => <bdi>{String(row.name_a || row.product_a)}</bdi> },
            { head: said.second, cell: (row) => <bdi>{String(row.name_b || row.product_b)}</bdi> },
            count(said.together, "orders_together"),
            percent(said.share, "share_of_a"),
            { head: said.lift, isNumber: true, cell: (row) => format.decimal(row.lift, 1) },
          ]}
          rows={rows}
        />
      )}
      foot={useFirstRows()}
    />
  );
}
