import type { JourneyDraft, JourneyPlan } from "@safar/schemas/dashboard";
import { useView } from "../../view.js";
import { say } from "../../words/say.js";
import { ChangeList } from "../change-list.js";
import type { KeptDraft } from "../kept-drafts.js";
import { changesBetween, merge } from "./merge.js";
import { useEditWords } from "./use-words.js";

interface ChangedByOtherProps {
  readonly kept: KeptDraft;
  /** As it is published now. */
  readonly theirs: NonNullable<KeptDraft["base"]>;
  readonly version: number;
  /** Goes on from the other's state, with this draft. */
  readonly onChosen: (draft: JourneyDraft) => void;
}

/** Somebody else published meanwhile: shows what both changed, and puts it together as the reader chooses. */
export function ChangedByOther({ kept: { draft, base }, theirs, version, onChosen }: ChangedByOtherProps) {
  const { other } = useEditWords();
  const { format } = useView();
  const [from, mine, now] = [base!.draft, draft, theirs.draft].map(({ text }) => readJson(text));
  const isRead = mine !== undefined;
  const merged = merge(from, mine, now);
  const segments = { ...theirs.draft.segments, ...draft.segments };
  return (
    <section class="panel wide other" aria-labelledby="other-heading">
      <h3 id="other-heading">{say(other.title, { version: format.count(version) })}</h3>
      <p>{other.about}</p>
      <div class="both">
        <Side title={other.theirs} changes={changesBetween(from, now)} none={other.none} />
        <Side title={other.mine} changes={isRead ? changesBetween(from, mine) : []} none={other.none} />
      </div>
      {isRead && merged.both.length > 0 && (
        <p class="wrong">{say(other.both, { places: merged.both.join(", ") })}</p>
      )}
      <p class="buttons">
        <button
          type="button"
          class="primary"
          data-do="merge"
          disabled={!isRead}
          onClick={() => onChosen({ text: `${JSON.stringify(merged.value, null, 2)}\n`, segments })}
        >
          {other.merge}
        </button>
        <button type="button" data-do="keep" onClick={() => onChosen(draft)}>
          {other.keep}
        </button>
        <button type="button" data-do="take" onClick={() => onChosen(theirs.draft)}>
          {other.take}
        </button>
      </p>
    </section>
  );
}

function Side({
  title,
  changes,
  none,
}: {
  readonly title: string;
  readonly changes: JourneyPlan["changes"];
  readonly none: string;
}) {
  return (
    <div>
      <h4>{title}</h4>
      {changes.length === 0 ? <p class="quiet">{none}</p> : <ChangeList changes={changes} />}
    </div>
  );
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
