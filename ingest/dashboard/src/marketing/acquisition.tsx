import { useState } from "preact/hooks";
import type { Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { useFirstRows } from "../first-rows.js";
import { useNumberColumns } from "../number-columns.js";
import { Panel } from "../panel.js";
import { LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { useMarketingWords } from "./use-words.js";

/** Where visitors came from, and how many of them bought and came back. */
export function AcquisitionPanel() {
  const view = useView();
  const { format, span, currency } = view;
  const said = useMarketingWords();
  const { count, percent, money } = useNumberColumns();
  const firstRows = useFirstRows();
  const [by, setBy] = useState<keyof typeof said.dimensions>("source");
  const sumOf = (rows: readonly Row[], name: string) => rows.reduce((sum, row) => sum + Number(row[name]), 0);
  return (
    <Panel
      id="acquisition"
      title={said.acquisitionTitle}
      about={said.acquisitionAbout}
      isWide
      question="acquisition"
      params={{ ...rangeParams(view, span), acquired_by: by, currency, rows: LIST_ROWS }}
      controls={
        <Choice name="acquired" label={said.by} value={by} options={said.dimensions} onChange={setBy} />
      }
      table={(rows) => (
        <DataTable
          caption={said.acquisitionTitle}
          columns={[
            { head: said.dimensions[by], cell: (row) => <bdi>{String(row.origin || said.nowhere)}</bdi> },
            count(said.visitors, "visitors"),
            count(said.customers, "customers"),
            percent(said.conversion, "conversion_rate"),
            percent(said.comeBack, "repeat_rate_90"),
            money(said.value, "value_90"),
          ]}
          rows={rows}
        />
      )}
      foot={(rows) => (
        <>
          {by !== "first_product" && sumOf(rows, "visitors") > 0 && (
            <p id="conversion">
              {say(said.all, {
                visitors: format.count(sumOf(rows, "visitors")),
                customers: format.count(sumOf(rows, "customers")),
                rate: format.percent((100 * sumOf(rows, "customers")) / sumOf(rows, "visitors")),
              })}
            </p>
          )}
          {firstRows(rows)}
        </>
      )}
    />
  );
}
