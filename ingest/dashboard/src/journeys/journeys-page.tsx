import { useView } from "../view.js";
import { Editor } from "./editor.js";
import { JourneyList } from "./journey-list.js";
import { OneJourneyPart } from "./one-journey.js";
import { useJourneyWords } from "./use-words.js";

/** The journeys of a source: all of them, or the one that the address names. */
export function JourneysPage() {
  const { state } = useView();
  const { said } = useJourneyWords();
  return (
    <>
      <h1 class={state.journey || state.edit ? "unseen" : "page-title"}>{said.title}</h1>
      {state.edit ? (
        <Editor key={state.journey} name={state.journey} />
      ) : state.journey ? (
        <OneJourneyPart key={state.journey} name={state.journey} />
      ) : (
        <JourneyList />
      )}
    </>
  );
}
