import { CustomerLink } from "../customer-link.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { LIST_ROWS } from "./people.js";

/** What pages told that does not fit: anybody can read a page's key and make events up. */
export function AnomaliesPanel() {
  const view = useView();
  const { words, format, span } = view;
  const kinds: Readonly<Record<string, string>> = words.anomalyKinds;
  return (
    <Panel
      id="anomalies"
      title={words.anomaliesTitle}
      about={words.anomaliesAbout}
      isWide
      question="anomalies"
      params={{ ...rangeParams(view, span), rows: LIST_ROWS }}
      nothing={words.anomaliesNone}
      table={(rows) => (
        <DataTable
          caption={words.anomaliesTitle}
          columns={[
            { head: words.reason, cell: (row) => kinds[String(row.kind)] ?? String(row.kind) },
            {
              head: words.person,
              cell: ({ who }) => (who ? <CustomerLink id={String(who)} isGuest={false} /> : ""),
            },
            { head: words.howMany, isNumber: true, cell: (row) => format.count(row.count) },
            { head: words.example, cell: (row) => <bdi>{String(row.example ?? "")}</bdi> },
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
