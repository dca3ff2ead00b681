import { useView } from "../view.js";
import { en, type MarketingWords } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** What the page says of marketing in its reader's language. */
export function useMarketingWords(): MarketingWords {
  return WORDS[useView().state.lang];
}
