import { Ways } from "../ways.js";
import { NewJourney } from "./new-journey.js";
import { useJourneyWords } from "./use-words.js";

/** How to begin, where no journey is published. */
export function NoJourneys() {
  const { said } = useJourneyWords();
  const ways = [
    [said.noneNew, "npx @safar/ingest journeys new"],
    [
      said.noneSimulate,
      "npx @safar/ingest journeys simulate journeys/abandoned-cart.json --since 2025-01-01",
    ],
    [said.nonePublish, "npx @safar/ingest journeys publish journeys/abandoned-cart.json"],
  ] as const;
  return (
    <section class="panel wide nothing-yet" id="no-journeys">
      <h2>{said.none}</h2>
      <NewJourney />
      <p>{said.noneLead}</p>
      <Ways ways={ways} />
    </section>
  );
}
