import type { Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { Panel } from "../panel.js";
import { wholePeriods } from "../range.js";
import { rangeParams, sqlPeriod, useView } from "../view.js";
import { say } from "../words/say.js";

/** More periods than that are no picture any more; the file has them. */
const COLUMNS = 13;
const ROWS = 26;
/** Shades of the map, from none to all. */
const SHADES = 9;

/** The cohort heat map: a table, so that it can be read out as it is. */
export function CohortsPanel() {
  const view = useView();
  const { words, state, change, span, currency } = view;
  return (
    <Panel
      id="cohorts"
      title={words.cohortsTitle}
      about={words.cohortsAbout}
      isWide
      question="cohorts"
      params={
        currency
          ? {
              ...rangeParams(view, wholePeriods(span, state.cohort, state.calendar)),
              period: sqlPeriod(state.cohort, state.calendar),
              currency,
            }
          : undefined
      }
      controls={
        <>
          <Choice
            label={words.period}
            value={state.cohort}
            options={words.cohortPeriods}
            onChange={(cohort) => change({ cohort })}
          />
          <Choice
            label={words.shows}
            value={state.cohortShows}
            options={words.cohortShows}
            onChange={(cohortShows) => change({ cohortShows })}
          />
        </>
      }
      table={(rows) => <HeatMap rows={rows} />}
    />
  );
}

function HeatMap({ rows }: { readonly rows: readonly Row[] }) {
  const { words, format, state, currency } = useView();
  const cohorts = new Map<string, Row[]>();
  for (const row of rows) {
    const start = String(row.cohort_start);
    cohorts.set(start, [...(cohorts.get(start) ?? []), row]);
  }
  const isRate = state.cohortShows === "rate";
  const column = isRate ? "retention_rate" : "cumulative_value";
  const shown = [...cohorts].slice(-ROWS);
  const width = Math.min(COLUMNS, Math.max(...shown.map(([, own]) => own.length)));
  // Every cohort buys in its first period: that share says nothing, and would take the strongest shade.
  const highest = Math.max(
    0,
    ...rows.filter((row) => !isRate || Number(row.period_index) > 0).map((row) => Number(row[column] ?? 0)),
  );
  return (
    <table class="data heat">
      <caption class="unseen">{words.cohortsTitle}</caption>
      <thead>
        <tr>
          <th scope="col">{words.cohort}</th>
          <th scope="col" class="number">
            {words.cohortSize}
          </th>
          {Array.from({ length: width }, (_, index) => (
            <th
              scope="col"
              class="number"
              key={index}
              aria-label={say(words.later, { count: format.count(index) })}
            >
              {format.count(index)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {shown.map(([start, own]) => (
          <tr key={start}>
            <th scope="row">{format.period(start, state.cohort)}</th>
            <td class="number">{format.count(own[0]?.customers)}</td>
            {own.slice(0, width).map((row) => (
              <td
                key={String(row.period_index)}
                class={`heat-cell shade-${shadeOf(Number(row[column] ?? 0), highest)}`}
              >
                {isRate
                  ? format.percent(row.retention_rate, 0)
                  : format.shortMoney(row.cumulative_value, currency)}
                {row.is_complete === false && (
                  <abbr title={words.soFarMark} aria-label={words.soFarMark}>
                    *
                  </abbr>
                )}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function shadeOf(value: number, highest: number): number {
  return highest > 0 ? Math.min(SHADES, Math.round((value / highest) * SHADES)) : 0;
}
