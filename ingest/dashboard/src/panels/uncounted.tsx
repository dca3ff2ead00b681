import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { LIST_ROWS } from "./people.js";

/** What was stored of orders and is in no figure, and why. */
export function UncountedPanel() {
  const view = useView();
  const { words, format, span } = view;
  const reasons: Readonly<Record<string, string>> = words.uncountedReasons;
  return (
    <Panel
      id="uncounted"
      title={words.uncountedTitle}
      about={words.uncountedAbout}
      isWide
      question="uncounted"
      params={{ ...rangeParams(view, span), rows: LIST_ROWS }}
      nothing={words.uncountedNone}
      table={(rows) => (
        <DataTable
          caption={words.uncountedTitle}
          columns={[
            {
              head: words.reason,
              cell: (row) => (
                <>
                  {reasons[String(row.reason)] ?? String(row.reason)}
                  <Name row={row} />
                </>
              ),
            },
            { head: words.howMany, isNumber: true, cell: (row) => format.count(row.count) },
            {
              head: words.worth,
              isNumber: true,
              cell: (row) => format.money(row.value, String(row.currency ?? "")),
            },
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

/** A name that no figure reads, and the one that was probably meant. */
function Name({ row }: { readonly row: Row }) {
  const { words } = useView();
  const { event_name: event, closest_name: closest } = row;
  if (!event) return null;
  return (
    <>
      {": "}
      <bdi>{String(event)}</bdi> <span class="quiet">{say(words.didYouMean, { name: String(closest) })}</span>
    </>
  );
}
