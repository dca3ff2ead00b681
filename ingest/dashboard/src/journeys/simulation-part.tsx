import type { JourneyDraft, SimulatedJourney } from "@safar/schemas/dashboard";
import { useEffect, useRef, useState } from "preact/hooks";
import { addDays, type Day, today } from "../calendar.js";
import { Choice } from "../controls/choice.js";
import { DayField } from "../controls/day-field.js";
import { postForLines } from "../post.js";
import { useView } from "../view.js";
import { SimulationTable } from "./simulation-table.js";
import { useProblem } from "./use-problem.js";
import { useJourneyWords } from "./use-words.js";

/** So many days back a simulation begins if nothing else is chosen. */
const DAYS_BACK = 90;

/** What a draft would have done in the shop's own past. */
export function SimulationPart({ draft, holds }: { readonly draft: JourneyDraft; readonly holds: boolean }) {
  const { source, zone, state } = useView();
  const { said } = useJourneyWords();
  const problemOf = useProblem();
  const [since, setSince] = useState<Day | undefined>(addDays(today(zone), -DAYS_BACK));
  const [until, setUntil] = useState<Day | undefined>(today(zone));
  const [permission, setPermission] = useState<"subscribed" | "unless-refused">("subscribed");
  const [fraction, setFraction] = useState<number>();
  const [simulated, setSimulated] = useState<{
    readonly report: SimulatedJourney;
    readonly of: JourneyDraft;
  }>();
  const [problem, setProblem] = useState<string>();
  const running = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => running.current?.abort(), []);
  const isRange = since !== undefined && until !== undefined && since < until;

  const run = async () => {
    const stop = new AbortController();
    running.current = stop;
    setProblem(undefined);
    setFraction(0);
    const asked = { source, time_zone: zone, since, until, permission, draft };
    const answer = await postForLines(
      "/dashboard/journeys/simulate",
      asked,
      (line) => {
        if ("fraction" in line) setFraction(Number(line.fraction));
        if ("error" in line) setProblem(String(line.error));
        if ("report" in line) setSimulated({ report: line.report as SimulatedJourney, of: draft });
      },
      stop.signal,
    );
    setFraction(undefined);
    if (!answer.isDone && answer.code !== "stopped") setProblem(problemOf(answer.code));
  };
  return (
    <section class="panel wide" id="simulation" aria-labelledby="simulation-heading">
      <h3 id="simulation-heading">{said.simulationTitle}</h3>
      <p class="about">{said.simulationAbout}</p>
      <div class="controls-row">
        <DayField
          label={said.simulateSince}
          name="since"
          value={since ?? addDays(today(zone), -DAYS_BACK)}
          calendar={state.calendar}
          onChange={setSince}
        />
        <DayField
          label={said.simulateUntil}
          name="until"
          value={until ?? today(zone)}
          calendar={state.calendar}
          onChange={setUntil}
        />
        <Choice
          name="permission"
          label={said.permission}
          value={permission}
          options={said.permissions}
          onChange={setPermission}
        />
        {fraction === undefined ? (
          <button type="button" id="simulate-button" disabled={!holds || !isRange} onClick={run}>
            {said.simulate}
          </button>
        ) : (
          <button type="button" onClick={() => running.current?.abort()}>
            {said.stopSimulation}
          </button>
        )}
      </div>
      {fraction !== undefined && <progress max={1} value={fraction} aria-label={said.simulationTitle} />}
      {problem && <p role="alert">{problem}</p>}
      {simulated && (
        <>
          {simulated.of !== draft && <p class="quiet">{said.simulatedBefore}</p>}
          <SimulationTable report={simulated.report} />
        </>
      )}
    </section>
  );
}
