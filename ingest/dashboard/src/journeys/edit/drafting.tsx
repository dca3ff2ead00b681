import type { DraftProblem, JourneyDraft, OneJourney } from "@safar/schemas/dashboard";
import { useEffect, useRef, useState } from "preact/hooks";
import { useAsking } from "../../use-answer.js";
import { useView } from "../../view.js";
import { DraftFiles } from "../draft-files.js";
import type { KeptDraft } from "../kept-drafts.js";
import { PublishPart } from "../publish-part.js";
import { SimulationPart } from "../simulation-part.js";
import { Templates } from "../templates.js";
import { BLANK_JOURNEY } from "./blank.js";
import { ChangedByOther } from "./changed-by-other.js";
import { readDefinition, writeDefinition } from "./definition-text.js";
import { DraftText } from "./draft-text.js";
import { EditingContext, sentenceOf } from "./editing.js";
import { FlowEditor } from "./flow-editor.js";
import type { Definition } from "./reshape.js";
import { useChecked } from "./use-checked.js";
import { type Drafted, useDraft } from "./use-draft.js";
import { useEditWords } from "./use-words.js";

interface DraftingProps {
  readonly draftKey: string;
  /** As it is published; undefined of a new one. */
  readonly published: OneJourney | undefined;
}

/** Edits a draft: the drawn flow and the file beneath are the same text. */
export function Drafting({ draftKey, published }: DraftingProps) {
  const theirs = published && { change: published.change, draft: draftOf(published) };
  const drafted = useDraft(draftKey, theirs);
  const { kept, take, rebase, drop } = drafted;
  const { state } = useView();
  const { refresh } = useAsking();
  const checked = useChecked(kept?.draft);
  const [opened, setOpened] = useState("");
  const { base, draft } = kept ?? {};
  const isBehind = theirs !== undefined && base !== undefined && base.change !== theirs.change;
  useEffect(() => {
    // Nothing was typed: there is nothing to put together.
    if (isBehind && draft?.text === base?.draft.text) rebase(theirs, theirs.draft);
  }, [isBehind]);
  if (!kept || !draft)
    return (
      <Templates
        onChosen={take}
        onBlank={() => {
          take({ text: writeDefinition(BLANK_JOURNEY), segments: {} });
          setOpened("entry");
        }}
      />
    );
  const holds = checked.definition !== undefined;
  return (
    <div class="part">
      {isBehind && draft.text !== base.draft.text && (
        <ChangedByOther
          {...{ kept, theirs, version: published?.version ?? 0 }}
          onChosen={(chosen) => rebase(theirs, chosen)}
        />
      )}
      <FlowPanel
        {...{ drafted, draft, opened, setOpened, holds }}
        problems={checked.problems}
        isChecking={checked.isBehind}
        views={checked.views}
        language={state.lang}
      />
      <FilePanel
        {...{ draft, holds, take, drop }}
        problems={checked.problems}
        isChecking={checked.isBehind}
        definition={checked.definition}
      />
      <SimulationPart draft={draft} holds={holds} />
      <PublishPart draft={draft} holds={holds} onPublished={drop} onChangedMeanwhile={refresh} />
    </div>
  );
}

function draftOf({ definition, segments }: OneJourney): JourneyDraft {
  const files = Object.entries(segments).filter(([name]) => name.endsWith(".sql"));
  return { text: `${JSON.stringify(definition, null, 2)}\n`, segments: Object.fromEntries(files) };
}

interface FlowPanelProps {
  readonly drafted: Drafted;
  readonly draft: JourneyDraft;
  readonly problems: readonly DraftProblem[];
  /** What is to be mended is that of a draft before this one. */
  readonly isChecking: boolean;
  readonly views: readonly string[];
  readonly holds: boolean;
  readonly opened: string;
  readonly setOpened: (name: string) => void;
  readonly language: string;
}

function FlowPanel({ drafted, draft, opened, setOpened, language, ...checked }: FlowPanelProps) {
  const { problems, views, holds, isChecking } = checked;
  const words = useEditWords();
  const [told, tell] = useState("");
  const definition = readDefinition(draft.text);
  const { undo, redo, take, kept } = drafted;
  const step = (go: () => void, sentence: string) => {
    go();
    tell(sentence);
  };
  const keys = (event: KeyboardEvent) => {
    // In a field the browser undoes what is typed there.
    const isField = /^(INPUT|TEXTAREA|SELECT)$/.test((event.target as Element).tagName);
    if (isField || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    if (event.shiftKey) step(redo, words.redone);
    else step(undo, words.undone);
  };
  const change = (next: Definition, about?: string) => take({ ...draft, text: writeDefinition(next) }, about);
  const segments = [...views, ...Object.keys(draft.segments)];
  return (
    <section class="panel wide" id="preview" aria-labelledby="preview-heading" onKeyDown={keys}>
      <h3 id="preview-heading">{words.flowTitle}</h3>
      <p class="about">{words.about}</p>
      <p class="buttons">
        <button
          type="button"
          class="tool"
          data-do="undo"
          disabled={kept?.past.length === 0}
          onClick={() => step(undo, words.undone)}
        >
          {words.undo}
        </button>
        <button
          type="button"
          class="tool"
          data-do="redo"
          disabled={kept?.future.length === 0}
          onClick={() => step(redo, words.redone)}
        >
          {words.redo}
        </button>
        <span role="status" class="quiet">
          {told}
        </span>
      </p>
      {definition ? (
        <EditingContext.Provider value={{ definition, problems, segments, draft, holds, change }}>
          <ToMend {...{ problems, holds, isChecking, definition }} onChosen={setOpened} />
          <FlowEditor {...{ opened, tell, language }} onOpened={setOpened} />
        </EditingContext.Provider>
      ) : (
        <p class="message quiet">{draft.text.trimStart().startsWith("{") ? words.unread : words.yaml}</p>
      )}
    </section>
  );
}

/** What is to be mended; each leads to its step. */
function ToMend({
  problems,
  holds,
  isChecking,
  definition,
  onChosen,
}: {
  readonly problems: readonly DraftProblem[];
  readonly holds: boolean;
  readonly isChecking: boolean;
  readonly definition: Definition;
  readonly onChosen: (name: string) => void;
}) {
  const words = useEditWords();
  const stepOf = ({ path }: DraftProblem) =>
    path[0] === "nodes" && Object.hasOwn(definition.nodes, path[1] ?? "") ? String(path[1]) : "entry";
  return (
    <div class="to-mend" role="status" aria-busy={isChecking}>
      {problems.length === 0 ? (
        <p class={holds ? "holds" : "quiet"}>{holds ? words.holds : "…"}</p>
      ) : (
        <>
          <p>{words.mend}</p>
          <ul>
            {problems.map((problem) => (
              <li key={`${problem.place} ${problem.message}`}>
                <button type="button" class="tool" onClick={() => onChosen(stepOf(problem))}>
                  {stepOf(problem) === "entry" ? words.whole : stepOf(problem)}
                </button>{" "}
                <span dir="auto">{sentenceOf(problem, words)}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

interface FilePanelProps extends Pick<Drafted, "take" | "drop"> {
  readonly draft: KeptDraft["draft"];
  readonly problems: readonly DraftProblem[];
  readonly isChecking: boolean;
  readonly holds: boolean;
  readonly definition: Definition | undefined;
}

function FilePanel({ draft, problems, isChecking, holds, definition, take, drop }: FilePanelProps) {
  const words = useEditWords();
  const isReadable = readDefinition(draft.text) !== undefined;
  const box = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (!isReadable && box.current) box.current.open = true;
  }, [isReadable]);
  return (
    <section class="panel wide" aria-labelledby="text-heading">
      <details ref={box} id="file">
        <summary>
          <h3 id="text-heading">{words.fileTitle}</h3>
        </summary>
        <p class="about">{words.fileAbout}</p>
        {!draft.text.trimStart().startsWith("{") && definition && (
          <button type="button" onClick={() => take({ ...draft, text: writeDefinition(definition) })}>
            {words.toJson}
          </button>
        )}
        <DraftText {...{ draft, problems, isChecking, holds }} onTyped={(typed) => take(typed, "text")} />
      </details>
      <DraftFiles draft={draft} name={definition?.name ?? "journey"} onOpened={take} onDropped={drop} />
    </section>
  );
}
