import type { JourneyDraft } from "@safar/schemas/dashboard";
import { useId, useState } from "preact/hooks";
import { keptDrafts } from "../journeys/kept-drafts.js";
import { useAsking } from "../use-answer.js";
import { useView } from "../view.js";

interface ListToolsProps {
  readonly list: "at_risk" | "reengagement" | "rfm" | "forecast" | "carts";
  /** Of `rfm`, the group. */
  readonly segment?: string;
  /** Of `forecast`, from how many orders on. */
  readonly least?: string;
}

/** What can be done with a list of customers: list those alone who can be reached, and make a journey of it. */
export function ListTools(props: ListToolsProps) {
  const { words, state, change } = useView();
  const id = useId();
  return (
    <>
      <span class="switch">
        <input
          id={id}
          type="checkbox"
          name="reachable"
          checked={state.reachable === "on"}
          onChange={(event) => change({ reachable: event.currentTarget.checked ? "on" : "" })}
        />
        <label for={id}>{words.reachableOnly}</label>
      </span>
      <JourneyButton {...props} />
    </>
  );
}

/** Begins a journey into which the customers of the list come. A journey that was begun is not replaced unasked. */
function JourneyButton({ list, segment = "none", least = "0" }: ListToolsProps) {
  const { words, source, role, change } = useView();
  const { answers } = useAsking();
  const [isAsking, setAsking] = useState(false);
  const [failed, setFailed] = useState(false);
  if (role !== "editor" && role !== "operator") return null;
  const key = `${source}/`;
  const open = () => {
    change({ page: "journeys", journey: "", edit: "on" });
    scrollTo(0, 0);
  };
  const begin = async () => {
    setFailed(false);
    try {
      const [draft] = await answers.ask("list_draft", { list, segment, least }).answer;
      if (draft === undefined) return;
      keptDrafts.begin(key, draft as unknown as JourneyDraft);
      open();
    } catch {
      setFailed(true);
    }
  };
  return (
    <>
      <button
        type="button"
        class="tool"
        data-list={list}
        aria-expanded={isAsking}
        onClick={() => (keptDrafts.get(key) ? setAsking(!isAsking) : void begin())}
      >
        {words.makeJourney}
      </button>
      {isAsking && (
        <fieldset class="toggles begun" aria-label={words.makeJourney}>
          <span role="status">{words.journeyBegun}</span>
          <button type="button" class="tool" onClick={open}>
            {words.openBegun}
          </button>
          <button type="button" class="tool" onClick={begin}>
            {words.replaceBegun}
          </button>
        </fieldset>
      )}
      {failed && <span role="alert">{words.errors.unavailable}</span>}
    </>
  );
}
