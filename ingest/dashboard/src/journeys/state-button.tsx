import type { OneJourney } from "@safar/schemas/dashboard";
import { useState } from "preact/hooks";
import { post } from "../post.js";
import { useAsking } from "../use-answer.js";
import { useView } from "../view.js";
import { useProblem } from "./use-problem.js";
import { useJourneyWords } from "./use-words.js";

/** Pauses a journey, or lets it go on. */
export function StateButton({
  journey,
}: {
  readonly journey: Pick<OneJourney, "name" | "change" | "state">;
}) {
  const { source } = useView();
  const { said } = useJourneyWords();
  const { refresh } = useAsking();
  const problemOf = useProblem();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isOn = journey.state === "running";
  const press = async () => {
    setBusy(true);
    setProblem(undefined);
    const { name, change } = journey;
    const done = await post("/dashboard/journeys/state", {
      ...{ source, journey: name, after: change, done: isOn ? "paused" : "resumed" },
    });
    setBusy(false);
    if (!done.isDone) setProblem(problemOf(done.code));
    // Of a change by somebody else meanwhile the page shows what holds now.
    if (done.isDone || done.code === "changed_meanwhile") refresh();
  };
  return (
    <>
      <button type="button" class="tool" id="state-button" disabled={isBusy} onClick={press}>
        {isOn ? said.pause : said.resume}
      </button>
      {problem && <p role="alert">{problem}</p>}
    </>
  );
}
