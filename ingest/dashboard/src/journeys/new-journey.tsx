import { PageLink } from "../page-link.js";
import { useMayEdit } from "./use-role.js";
import { useJourneyWords } from "./use-words.js";

/** The way to a new journey, for those who may make one. */
export function NewJourney() {
  const { said } = useJourneyWords();
  if (!useMayEdit()) return null;
  return (
    <p class="buttons">
      <PageLink to={{ journey: "", edit: "on" }} isButton>
        {said.newJourney}
      </PageLink>
    </p>
  );
}
