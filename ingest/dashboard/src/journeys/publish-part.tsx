import type { JourneyDraft, JourneyPlan } from "@safar/schemas/dashboard";
import { useState } from "preact/hooks";
import { post } from "../post.js";
import { useAsking } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { ChangeList } from "./change-list.js";
import { useProblem } from "./use-problem.js";
import { useJourneyWords } from "./use-words.js";

interface PublishPartProps {
  readonly draft: JourneyDraft;
  readonly holds: boolean;
  readonly onPublished: () => void;
  /** Somebody else published first: what they made is asked for. */
  readonly onChangedMeanwhile: () => void;
}

/** Shows what would change and who waits where, and publishes. */
export function PublishPart({ draft, holds, onPublished, onChangedMeanwhile }: PublishPartProps) {
  const { source, zone, change } = useView();
  const { said } = useJourneyWords();
  const { refresh } = useAsking();
  const problemOf = useProblem();
  const [planned, setPlanned] = useState<{ readonly plan: JourneyPlan; readonly of: JourneyDraft }>();
  const [moves, setMoves] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const asked = { source, time_zone: zone, draft, moves };
  // A plan is of what was typed then: one letter more, and it is another one.
  const plan = planned?.of === draft ? planned.plan : undefined;

  const look = async (withMoves = moves) => {
    setBusy(true);
    setProblem(undefined);
    const answer = await post<JourneyPlan>("/dashboard/journeys/plan", { ...asked, moves: withMoves });
    setBusy(false);
    if (answer.isDone) setPlanned({ plan: answer.body, of: draft });
    else setProblem(problemOf(answer.code));
  };
  const publish = async () => {
    if (!plan) return;
    setBusy(true);
    setProblem(undefined);
    const answer = await post("/dashboard/journeys/publish", { ...asked, after: plan.change });
    setBusy(false);
    if (!answer.isDone) {
      setProblem(problemOf(answer.code));
      if (answer.code === "changed_meanwhile") {
        setPlanned(undefined);
        onChangedMeanwhile();
      }
      return;
    }
    onPublished();
    refresh();
    change({ journey: plan.journey, edit: "" });
    scrollTo(0, 0);
  };
  return (
    <section class="panel wide" id="publish" aria-labelledby="publish-heading">
      <h3 id="publish-heading">{said.publishTitle}</h3>
      <p class="about">{said.publishAbout}</p>
      {problem && <p role="alert">{problem}</p>}
      {plan && <PlanShown plan={plan} />}
      {plan && plan.effects.length > 0 && (
        <label class="check">
          <input
            type="checkbox"
            name="moves"
            checked={moves}
            onChange={(event) => {
              setMoves(event.currentTarget.checked);
              void look(event.currentTarget.checked);
            }}
          />
          {said.moves}
        </label>
      )}
      <p class="buttons">
        <button type="button" id="plan-button" disabled={!holds || isBusy} onClick={() => void look()}>
          {said.lookAtChanges}
        </button>
        {plan && (plan.version === 0 || plan.changes.length > 0) && (
          <button type="button" id="publish-button" class="primary" disabled={isBusy} onClick={publish}>
            {said.publish}
          </button>
        )}
      </p>
    </section>
  );
}

function PlanShown({ plan: { version, changes, effects, isPaused } }: { readonly plan: JourneyPlan }) {
  const { format } = useView();
  const { said } = useJourneyWords();
  const number = format.count(version);
  if (version === 0) return <p id="plan">{said.isNew}</p>;
  if (changes.length === 0) return <p id="plan">{say(said.isSame, { version: number })}</p>;
  return (
    <div id="plan">
      <p>{say(said.changesSince, { version: number })}</p>
      <ChangeList changes={changes} />
      {effects.length === 0 ? (
        <p>{said.nobodyWaits}</p>
      ) : (
        <ul id="effects">
          {effects.map((effect) => (
            <li key={`${effect.version} ${effect.node}`}>
              {say(said.effects[effect.what], {
                count: format.count(effect.runs),
                version: format.count(effect.version),
                node: effect.node,
              })}
            </li>
          ))}
        </ul>
      )}
      {isPaused && <p>{said.staysPaused}</p>}
    </div>
  );
}
