import type { DraftProblem, JourneyDraft } from "@safar/schemas/dashboard";
import { useId, useRef } from "preact/hooks";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import { useJourneyWords } from "../use-words.js";

interface DraftTextProps {
  readonly draft: JourneyDraft;
  readonly holds: boolean;
  readonly problems: readonly DraftProblem[];
  /** They are those of a draft before this one. */
  readonly isChecking: boolean;
  readonly onTyped: (draft: JourneyDraft) => void;
}

/** The text of the file; a problem leads to its line. */
export function DraftText({ draft, problems, isChecking, holds, onTyped }: DraftTextProps) {
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
      <div id={list} role="status" aria-busy={isChecking} class="problems">
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
