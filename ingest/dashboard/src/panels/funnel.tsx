import type { Row } from "../answers.js";
import { Choice } from "../controls/choice.js";
import { DataTable } from "../data-table.js";
import { Panel } from "../panel.js";
import { rangeParams, useView } from "../view.js";
import { say } from "../words/say.js";

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
  const walked = (rows: readonly Row[]) => rows.filter((row) => !row.is_left_out);
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
      params={{
        ...rangeParams(view, span),
        unit: state.unit,
        segment_by: state.segment,
        within_hours: "24",
        steps: state.steps,
      }}
      isEmpty={(rows) => rows.every((row) => row.entered === 0 || row.is_left_out)}
      foot={(rows) => <LeftOut rows={rows} name={stepName} />}
      controls={
        <>
          <Steps />
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
      {...(isSplit ? {} : { chart: (rows: readonly Row[]) => <Bars rows={walked(rows)} name={stepName} /> })}
      table={(rows) => (
        <DataTable
          caption={words.funnelTitle}
          columns={isSplit ? [segment, ...columns] : columns}
          rows={walked(rows)}
        />
      )}
    />
  );
}

/** Which steps the funnel has: two or more. */
function Steps() {
  const { words, state, change } = useView();
  const all = Object.keys(words.steps);
  const chosen = state.steps === "" ? all : state.steps.split(",");
  const toggled = (step: string) =>
    all.filter((each) => (each === step ? !chosen.includes(each) : chosen.includes(each)));
  return (
    <fieldset class="toggles">
      <legend class="unseen">{words.chosenSteps}</legend>
      {Object.entries(words.steps).map(([step, name]) => {
        const isChosen = chosen.includes(step);
        const next = toggled(step);
        return (
          <button
            type="button"
            class="tool"
            key={step}
            data-step={step}
            aria-pressed={isChosen}
            disabled={next.length < 2}
            onClick={() => change({ steps: next.length === all.length ? "" : next.join(",") })}
          >
            {name}
          </button>
        );
      })}
    </fieldset>
  );
}

/** Names the steps that nobody took: without them all that follow would be empty. */
function LeftOut({ rows, name }: { readonly rows: readonly Row[]; readonly name: (row: Row) => string }) {
  const { words } = useView();
  const names = new Set(rows.filter((row) => row.is_left_out).map(name));
  if (names.size === 0) return null;
  return <p class="quiet">{say(words.leftOut, { steps: [...names].join(", ") })}</p>;
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
