import type { Row } from "../answers.js";
import { DataTable } from "../data-table.js";
import { ListTools } from "../lists/list-tools.js";
import { useList } from "../lists/use-list.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";
import { contactColumn, customerColumn, dayOf, LIST_ROWS } from "./people.js";

const SCORES = [1, 2, 3, 4, 5] as const;

/** The grid of scores and the eleven groups. */
export function RfmPanel() {
  const view = useView();
  const { words, format, span, currency } = view;
  return (
    <Panel
      id="rfm"
      title={words.rfmTitle}
      about={words.rfmAbout}
      isWide
      question="rfm_cells"
      params={currency ? { ...rangeParams(view, span), currency } : undefined}
      unshown={(rows) => (rows.some((row) => row.is_small_sample) ? words.rfmTooFew : undefined)}
      chart={(rows) => (
        <div class="rfm">
          <Grid rows={rows} />
          <Groups rows={rows} />
        </div>
      )}
      table={(rows) => (
        <DataTable
          caption={words.rfmTitle}
          columns={[
            { head: words.group, cell: (row) => groupName(words.groups, row.segment) },
            { head: "R", isNumber: true, cell: (row) => format.count(row.r_score) },
            { head: "F M", isNumber: true, cell: (row) => format.count(row.fm_score) },
            { head: words.tiles.customers, isNumber: true, cell: (row) => format.count(row.customers) },
            {
              head: words.tiles.revenue,
              isNumber: true,
              cell: (row) => format.money(row.revenue, String(row.currency)),
            },
          ]}
          rows={rows}
        />
      )}
    />
  );
}

function groupName(groups: Readonly<Record<string, string>>, segment: Row[string] | undefined): string {
  return groups[String(segment)] ?? String(segment ?? "");
}

/** Frequency and money upwards, recency along: the best customers stand at the top end. */
function Grid({ rows }: { readonly rows: readonly Row[] }) {
  const { words, format } = useView();
  const most = Math.max(1, ...rows.map((row) => Number(row.customers)));
  return (
    <div class="rfm-grid-box">
      <table class="rfm-grid">
        <caption class="unseen">{words.rfmTitle}</caption>
        <thead>
          <tr>
            <td class="rfm-axis-name">
              <span>{words.frequencyMoney} ↓</span>
            </td>
            {SCORES.map((score) => (
              <th scope="col" key={score} aria-label={`${words.recency} ${format.count(score)}`}>
                {format.count(score)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {SCORES.toReversed().map((fm) => (
            <tr key={fm}>
              <th scope="row" aria-label={`${words.frequencyMoney} ${format.count(fm)}`}>
                {format.count(fm)}
              </th>
              {SCORES.map((r) => {
                const cell = rows.find((row) => row.r_score === r && row.fm_score === fm);
                const customers = Number(cell?.customers ?? 0);
                return (
                  <td key={r} class={`heat-cell shade-${Math.round((customers / most) * 9)}`}>
                    <b>{format.count(customers)}</b>
                    <span class="rfm-name">{cell ? groupName(words.groups, cell.segment) : ""}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p class="quiet rfm-axis" aria-hidden="true">
        {words.recency} {useView().isRightToLeft ? "←" : "→"}
      </p>
    </div>
  );
}

/** The eleven groups; choosing one lists its customers. */
function Groups({ rows }: { readonly rows: readonly Row[] }) {
  const { words, format, state, change } = useView();
  const all = rows.reduce((sum, row) => sum + Number(row.customers), 0);
  const customersOf = (segment: string) =>
    rows.filter((row) => row.segment === segment).reduce((sum, row) => sum + Number(row.customers), 0);
  return (
    <ul class="groups">
      {Object.entries(words.groups).map(([segment, name]) => (
        <li key={segment}>
          <button
            type="button"
            class="group"
            aria-pressed={state.group === segment}
            data-group={segment}
            onClick={() => change({ group: state.group === segment ? "" : segment })}
          >
            <span class="group-name">{name}</span>
            <span class="group-count">{format.count(customersOf(segment))}</span>
            <span class="group-share">
              {format.percent(all > 0 ? (100 * customersOf(segment)) / all : 0)}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The customers of the chosen group. */
export function GroupPanel() {
  const view = useView();
  const { words, format, state, span, currency } = view;
  const asked = useList(
    "rfm",
    currency ? { ...rangeParams(view, span), currency, segment: state.group, rows: LIST_ROWS } : undefined,
  );
  if (state.group === "") return null;
  const title = say(words.groupTitle, { group: groupName(words.groups, state.group) });
  return (
    <Panel
      id="group"
      title={title}
      about={words.groups[state.group as keyof typeof words.groups] ? words.rfmAbout : ""}
      isWide
      {...asked}
      nothing={state.reachable ? words.reachableNone : words.empty}
      controls={<ListTools list="rfm" segment={state.group} />}
      unshown={(rows) => (rows.some((row) => row.is_small_sample) ? words.rfmTooFew : undefined)}
      table={(rows) => (
        <DataTable
          caption={title}
          columns={[
            customerColumn(view),
            {
              head: words.scores,
              isNumber: true,
              cell: (row) => [row.r_score, row.f_score, row.m_score].map(format.count).join(" "),
            },
            { head: words.lastOrder, cell: (row) => dayOf(view, row.last_order_at) },
            { head: words.tiles.orders, isNumber: true, cell: (row) => format.count(row.orders) },
            {
              head: words.monetary,
              isNumber: true,
              cell: (row) => format.money(row.monetary, String(row.currency)),
            },
            contactColumn(view),
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
