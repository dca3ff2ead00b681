import { useView } from "../view.js";
import { en, type ProductWords } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** What the page says in its reader's language. */
export function useProductWords(): ProductWords {
  return WORDS[useView().state.lang];
}
