import { useMemo } from "preact/hooks";
import { useView } from "../view.js";
import { createDescribe, type Describe } from "./describe.js";
import { en, type JourneyWords } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** What the page says of journeys in its reader's language, and how it says what a definition means. */
export function useJourneyWords(): { readonly said: JourneyWords; readonly describe: Describe } {
  const { state } = useView();
  return useMemo(() => {
    const said = WORDS[state.lang];
    return { said, describe: createDescribe(said, state.lang) };
  }, [state.lang]);
}
