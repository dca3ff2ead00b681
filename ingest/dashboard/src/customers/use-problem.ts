import type { Posted } from "../post.js";
import { useAsking } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { useCustomerWords } from "./use-words.js";

/** Says why something was not done; who is no longer signed in is asked to sign in. */
export function useProblem(): (answer: Extract<Posted<unknown>, { isDone: false }>) => string {
  const { words } = useView();
  const said = useCustomerWords();
  const { signedOut } = useAsking();
  return ({ code, body }) => {
    if (code === "signed_out") signedOut();
    const known: Readonly<Record<string, string>> = { ...words.errors, ...said.errors };
    return say(known[code] ?? words.errors.unavailable, { message: String(body.detail ?? "") });
  };
}
