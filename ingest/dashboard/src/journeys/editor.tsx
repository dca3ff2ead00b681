import type { OneJourney } from "@safar/schemas/dashboard";
import { PageLink } from "../page-link.js";
import { Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { Drafting } from "./edit/drafting.js";
import { useMayEdit } from "./use-role.js";
import { useJourneyWords } from "./use-words.js";

/** Edits a published journey, or a new one where no name is given. */
export function Editor({ name }: { readonly name: string }) {
  const { words, source, zone } = useView();
  const { said } = useJourneyWords();
  const mayEdit = useMayEdit();
  const answer = useAnswer(
    "journey",
    source && name ? { source, time_zone: zone, journey: name } : undefined,
  );
  const published = (answer.rows as unknown as readonly OneJourney[] | undefined)?.[0];
  const key = `${source}/${name}`;
  return (
    <>
      <p class="back">
        <PageLink to={{ edit: "" }}>{name ? said.backToJourney : said.back}</PageLink>
      </p>
      <h2 class="editor-title">{name ? say(said.editing, { name }) : said.newJourney}</h2>
      {mayEdit === false && <p role="alert">{said.needsEditor}</p>}
      {name && !answer.rows ? (
        <Waiting answer={answer} words={words} />
      ) : mayEdit ? (
        <Drafting key={key} draftKey={key} published={published} />
      ) : null}
    </>
  );
}
