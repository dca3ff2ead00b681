import { useView } from "../../view.js";
import { type EditWords, en } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** What the editor says in its reader's language. */
export function useEditWords(): EditWords {
  return WORDS[useView().state.lang];
}
