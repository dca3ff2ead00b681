import type { Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";

/** From a product seen to an order. */
export function FunnelPanel() {
  const view = useView();
  const { words, format, state, change, span } = view;
  const steps: Readonly<Record<string, string>> = words.steps;
  const stepName = (row: Row) => steps[String(row.step_name)] ?? String(row.step_name);
  const segment = {
    head: words.segments[state.segment],
    cell: (row: Row) => String(row.segment) || words.none,
  };
  const columns = [
    { head: words.step, cell: stepName },
    { head: words.reached, isNumber: true, cell: (row: Row) => format.count(row.entered) },
    { head: words.ofFirst, isNumber: true, cell: (row: Row) => format.percent(row.share_of_first) },
    { head: words.ofPrevious, isNumber: true, cell: (row: Row) => format.percent(row.share_of_previous) },
  ];
  const isSplit = state.segment !== "";
  return (
    <Panel
      id="funnel"
      title={words.funnelTitle}
      about={words.funnelAbout}
      isWide
      question="funnel"
      params={{ ...rangeParams(view, span), unit: state.unit, segment_by: state.segment, within_hours: "24" }}
      isEmpty={(rows) => rows.every((row) => row.entered === 0)}
      controls={
        <>
          <Choice
            label={words.countBy}
            value={state.unit}
            options={words.units}
            onChange={(unit) => change({ unit })}
          />
          <Choice
            label={words.splitBy}
            value={state.segment}
            options={words.segments}
            onChange={(chosen) => change({ segment: chosen })}
          />
        </>
      }
      {...(isSplit ? {} : { chart: (rows: readonly Row[]) => <Bars rows={rows} name={stepName} /> })}
      table={(rows) => (
        <DataTable
          caption={words.funnelTitle}
          columns={isSplit ? [segment, ...columns] : columns}
          rows={rows}
        />
      )}
    />
  );
}

function Bars({ rows, name }: { readonly rows: readonly Row[]; readonly name: (row: Row) => string }) {
  const { format } = useView();
  return (
    <ol class="funnel">
      {rows.map((row, index) => (
        <li key={String(row.step_name)}>
          <span class="funnel-name">{name(row)}</span>
          <span class="funnel-count">
            {format.count(row.entered)} <span class="quiet">{format.percent(row.share_of_first)}</span>
          </span>
          <span class="funnel-track" aria-hidden="true">
            <span
              class={`funnel-bar step-${index + 1}`}
              style={{ inlineSize: `${Number(row.share_of_first ?? 0)}%` }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
