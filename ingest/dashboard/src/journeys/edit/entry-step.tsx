import { useId } from "preact/hooks";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import { useJourneyWords } from "../use-words.js";
import { useEditing } from "./editing.js";
import { useReshaping } from "./reshaping.js";
import { SettingsFields } from "./settings.js";
import { useEditWords } from "./use-words.js";

/** Who comes in, with the settings of the whole journey. */
export function EntryStep() {
  const { said, describe } = useJourneyWords();
  const words = useEditWords();
  const { format } = useView();
  const { definition, problems } = useEditing();
  const { opened, open } = useReshaping();
  const id = useId();
  const { entry, goal, control = 10 } = definition;
  const isOpen = opened === "entry";
  const isWrong = problems.some(({ path }) => path[0] !== "nodes");
  return (
    <div class={`step entry${isOpen ? " opened" : ""}`} data-node="">
      <button
        type="button"
        class="step-head"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => open("entry")}
      >
        <span class="step-kind">{said.comesIn}</span>
        <span>{describe.entry(entry)}</span>
        <span class="quiet">
          {describe.again(entry)}{" "}
          {control === 0 ? said.noControl : say(said.control, { share: format.percent(control, 0) })}
        </span>
        {goal && (
          <span class="quiet">
            <b>{said.goal}.</b> {say(said.goalAbout, { event: describe.event(goal.event) })}
          </span>
        )}
        {isWrong && <span class="wrong">{words.mend}</span>}
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && (
          <div class="form">
            <SettingsFields />
          </div>
        )}
      </div>
    </div>
  );
}
