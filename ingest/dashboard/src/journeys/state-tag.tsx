import { useJourneyWords } from "./use-words.js";

/** Whether a journey is on. */
export function StateTag({ state }: { readonly state: "running" | "paused" }) {
  const { said } = useJourneyWords();
  return <span class={`tag ${state}`}>{said.states[state]}</span>;
}
