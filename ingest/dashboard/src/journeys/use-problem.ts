import { useAsking } from "../use-answer.js";
import { useView } from "../view.js";
import { useJourneyWords } from "./use-words.js";

/** Says what the server's code means; who is no longer signed in is asked to sign in. */
export function useProblem(): (code: string) => string {
  const { words } = useView();
  const { said } = useJourneyWords();
  const { signedOut } = useAsking();
  return (code) => {
    if (code === "signed_out") signedOut();
    const known: Readonly<Record<string, string>> = { ...words.errors, ...said.errors };
    return known[code] ?? words.errors.unavailable;
  };
}
