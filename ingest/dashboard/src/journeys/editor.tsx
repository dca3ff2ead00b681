import type { CheckedDraft, DraftProblem, JourneyDraft, OneJourney } from "@safar/schemas/dashboard";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { PageLink } from "../page-link.js";
import { Waiting } from "../panel.js";
import { post } from "../post.js";
import { useAnswer } from "../use-answer.js";
import { useView } from "../view.js";
import { say } from "../words/say.js";
import { DraftFiles } from "./draft-files.js";
import { FlowChart } from "./flow-chart.js";
import { keptDrafts } from "./kept-drafts.js";
import { PublishPart } from "./publish-part.js";
import { SimulationPart } from "./simulation-part.js";
import { Templates } from "./templates.js";
import { useProblem } from "./use-problem.js";
import { useMayEdit } from "./use-role.js";
import { useJourneyWords } from "./use-words.js";

/** How long it is waited for the next letter before what is typed is checked, in milliseconds. */
const PAUSE_MS = 400;

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
        <Drafting key={key} draftKey={key} published={published && draftOf(published)} />
      ) : null}
    </>
  );
}

function draftOf({ definition, segments }: OneJourney): JourneyDraft {
  const files = Object.entries(segments).filter(([name]) => name.endsWith(".sql"));
  return { text: `${JSON.stringify(definition, null, 2)}\n`, segments: Object.fromEntries(files) };
}

function Drafting({
  draftKey,
  published,
}: {
  readonly draftKey: string;
  /** As it is published; undefined of a new one. */
  readonly published: JourneyDraft | undefined;
}) {
  const { said } = useJourneyWords();
  const [draft, setDraft] = useState<JourneyDraft | undefined>(() => keptDrafts.get(draftKey) ?? published);
  const take = (next: JourneyDraft) => {
    keptDrafts.set(draftKey, next);
    setDraft(next);
  };
  const checked = useChecked(draft);
  if (!draft) return <Templates onChosen={take} />;
  const holds = checked.definition !== undefined;
  return (
    <div class="part">
      <section class="panel" aria-labelledby="text-heading">
        <h3 id="text-heading">{said.textTitle}</h3>
        <p class="about">{said.textAbout}</p>
        <DraftText draft={draft} problems={checked.problems} holds={holds} onTyped={take} />
        <DraftFiles
          draft={draft}
          name={checked.definition?.name ?? "journey"}
          onOpened={take}
          onDropped={() => {
            keptDrafts.delete(draftKey);
            setDraft(published);
          }}
        />
      </section>
      <section class="panel" id="preview" aria-labelledby="preview-heading">
        <h3 id="preview-heading">{said.flow}</h3>
        {checked.definition ? (
          // biome-ignore lint/a11y/useSemanticElements: no landmark of its own beside the panel's
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
          <div class="scroll" role="group" aria-label={said.flow} tabIndex={0}>
            <FlowChart definition={checked.definition} />
          </div>
        ) : (
          <p class="message quiet">{said.noPreview}</p>
        )}
      </section>
      <SimulationPart draft={draft} holds={holds} />
      <PublishPart draft={draft} holds={holds} onPublished={() => keptDrafts.delete(draftKey)} />
    </div>
  );
}

/** Has the server check a draft by the schema of the files, a moment after each letter. */
function useChecked(draft: JourneyDraft | undefined): CheckedDraft {
  const [checked, setChecked] = useState<CheckedDraft>({ problems: [] });
  const problemOf = useProblem();
  useEffect(() => {
    if (!draft) return undefined;
    const left = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await post<CheckedDraft>("/dashboard/journeys/check", draft, left.signal);
      if (left.signal.aborted) return;
      if (answer.isDone) setChecked(answer.body);
      else {
        const message = problemOf(answer.code);
        setChecked({ problems: [{ code: answer.code, place: "", line: 0, message }] });
      }
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [draft?.text, draft?.segments]);
  return checked;
}

/** The text of the file; a problem leads to its line. */
function DraftText({
  draft,
  problems,
  holds,
  onTyped,
}: {
  readonly draft: JourneyDraft;
  readonly holds: boolean;
  readonly problems: readonly DraftProblem[];
  readonly onTyped: (draft: JourneyDraft) => void;
}) {
  const { format } = useView();
  const { said } = useJourneyWords();
  const field = useRef<HTMLTextAreaElement>(null);
  const [id, list] = [useId(), useId()];
  const goTo = (line: number) => {
    const lines = draft.text.split("\n");
    const from = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    field.current?.focus();
    field.current?.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
  };
  return (
    <>
      <label class="unseen" for={id}>
        {said.textTitle}
      </label>
      <textarea
        ref={field}
        id={id}
        name="definition"
        class="definition"
        dir="ltr"
        spellcheck={false}
        rows={24}
        value={draft.text}
        aria-invalid={problems.length > 0}
        aria-describedby={list}
        onInput={(event) => onTyped({ ...draft, text: event.currentTarget.value })}
      />
      <div id={list} role="status" class="problems">
        {problems.length === 0 ? (
          <p class={holds ? "holds" : "quiet"}>{holds ? said.holds : said.checking}</p>
        ) : (
          <ul>
            {problems.map(({ line, place, message }) => (
              <li key={`${line} ${place} ${message}`}>
                {line > 0 && (
                  <button type="button" class="tool" onClick={() => goTo(line)}>
                    {say(said.line, { line: format.count(line) })}
                  </button>
                )}{" "}
                <bdi class="hash">{place}</bdi> <span dir="auto">{message}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
