import { useState } from "preact/hooks";
import { addDays, type Day } from "../calendar.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { Choice } from "./choice.js";
import { DayField } from "./day-field.js";

/** Which stretch of time, beside which other one, cut into which periods. */
export function RangeControls() {
  const { words, state, change, span, period } = useView();
  const lastDay = addDays(span.until, -1);
  return (
    <>
      <Choice
        name="range"
        label={words.range}
        value={state.range}
        options={words.ranges}
        onChange={(range) =>
          change(range === "custom" ? { range, from: span.since, to: lastDay } : { range, from: "", to: "" })
        }
      />
      {state.range === "custom" && <CustomRange key={`${state.from}${state.to}${state.calendar}`} />}
      <Choice
        name="compare"
        label={words.compare}
        value={state.compare}
        options={words.comparisons}
        onChange={(compare) => change({ compare })}
      />
      <Choice
        name="period"
        label={words.period}
        value={state.period}
        options={{ "": say(words.automatic, { period: words.periodsWithin[period] }), ...words.periods }}
        onChange={(chosen) => change({ period: chosen })}
      />
    </>
  );
}

function CustomRange() {
  const { words, state, change } = useView();
  const [from, setFrom] = useState<Day | undefined>(state.from);
  const [to, setTo] = useState<Day | undefined>(state.to);
  const isRange = from !== undefined && to !== undefined && from <= to;
  return (
    <form
      class="custom-range"
      onSubmit={(event) => {
        event.preventDefault();
        if (isRange) change({ range: "custom", from, to });
      }}
    >
      <DayField
        label={words.from}
        name="from"
        value={from ?? state.from}
        calendar={state.calendar}
        onChange={setFrom}
      />
      <DayField
        label={words.to}
        name="to"
        value={to ?? state.to}
        calendar={state.calendar}
        onChange={setTo}
      />
      <button type="submit" class="primary" disabled={!isRange}>
        {words.apply}
      </button>
      {!isRange && <p role="alert">{words.noSuchDay}</p>}
    </form>
  );
}
