import { useView } from "../view.js";
import { type CustomerWords, en } from "./words/en.js";
import { fa } from "./words/fa.js";

const WORDS = { en, fa };

/** What the page says of customers in its reader's language. */
export function useCustomerWords(): CustomerWords {
  return WORDS[useView().state.lang];
}
