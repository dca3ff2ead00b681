import { useState } from "preact/hooks";
import type { Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { LIST_ROWS } from "../panels/people.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { useMarketingWords } from "./use-words.js";

/** Where visitors came from, and how many of them bought and came back. */
export function AcquisitionPanel() {
  const view = useView();
  const { words, format, span, currency } = view;
  const said = useMarketingWords();
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
            { head: said.visitors, isNumber: true, cell: (row) => format.count(row.visitors) },
            { head: said.customers, isNumber: true, cell: (row) => format.count(row.customers) },
            { head: said.conversion, isNumber: true, cell: (row) => format.percent(row.conversion_rate) },
            { head: said.comeBack, isNumber: true, cell: (row) => format.percent(row.repeat_rate_90) },
            {
              head: said.value,
              isNumber: true,
              cell: (row) => format.money(row.value_90, String(row.currency)),
            },
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
          {rows.length >= LIST_ROWS && (
            <p class="quiet">{say(words.firstRows, { count: format.count(LIST_ROWS) })}</p>
          )}
        </>
      )}
    />
  );
}
