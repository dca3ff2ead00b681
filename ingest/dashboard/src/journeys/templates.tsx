import type { JourneyDraft, ShippedJourney } from "@safar/schemas/dashboard";
import { Waiting } from "../panel.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { DraftFiles } from "./draft-files.js";
import { useEditWords } from "./edit/use-words.js";
import { useJourneyWords } from "./use-words.js";

/** What a new journey can begin from: one that comes with Safar, or a file. */
export function Templates({
  onChosen,
  onBlank,
}: {
  readonly onChosen: (draft: JourneyDraft) => void;
  readonly onBlank: () => void;
}) {
  const edit = useEditWords();
  const { words } = useView();
  const { said } = useJourneyWords();
  const answer = useAnswer("shipped", {});
  const shipped = answer.rows as unknown as readonly ShippedJourney[] | undefined;
  return (
    <section class="panel wide" id="templates" aria-labelledby="templates-heading">
      <h3 id="templates-heading">{said.templatesTitle}</h3>
      <p class="about">{said.templatesAbout}</p>
      <DraftFiles draft={undefined} name="" onOpened={onChosen} />
      {shipped ? (
        <ul class="templates">
          <li>
            <button type="button" data-template="" onClick={onBlank}>
              <b>{edit.blank}</b>
              <span class="quiet">{edit.blankAbout}</span>
            </button>
          </li>
          {shipped.map(({ name, title, description, text, segments }) => (
            <li key={name}>
              <button type="button" data-template={name} onClick={() => onChosen({ text, segments })}>
                <b>
                  <bdi>{title}</bdi>
                </b>
                <span dir="auto" class="quiet">
                  {description}
                </span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <Waiting answer={answer} words={words} />
      )}
    </section>
  );
}
