import type { CheckedDraft, JourneyDraft } from "@safar/schemas/dashboard";
import { useEffect, useState } from "preact/hooks";
import { post } from "../../post.js";
import { useProblem } from "../use-problem.js";

/** How long it is waited for the next letter before what is typed is checked, in milliseconds. */
const PAUSE_MS = 400;
/** When a check that could not be made is tried again, in milliseconds. */
const AGAIN_MS = 3_000;

const NOT_YET: CheckedDraft = { problems: [], views: [] };

/**
 * Has the server check a draft by the schema of the files, a moment after each letter.
 *
 * @returns what it said last, and whether that is of an earlier draft
 */
export function useChecked(draft: JourneyDraft | undefined): CheckedDraft & { readonly isBehind: boolean } {
  const [{ checked, of }, setState] = useState<{ checked: CheckedDraft; of?: JourneyDraft }>({
    checked: NOT_YET,
  });
  const problemOf = useProblem();
  useEffect(() => {
    if (!draft) return undefined;
    const left = new AbortController();
    const check = async () => {
      const answer = await post<CheckedDraft>("/dashboard/journeys/check", draft, left.signal);
      if (left.signal.aborted) return;
      if (answer.isDone) return setState({ checked: answer.body, of: draft });
      const message = problemOf(answer.code);
      const problems = [{ code: answer.code, path: [], place: "", line: 0, message }];
      setState({ checked: { problems, views: [] }, of: draft });
      if (answer.code !== "signed_out") timer = setTimeout(check, AGAIN_MS);
    };
    let timer = setTimeout(check, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [draft?.text, draft?.segments]);
  return { ...checked, isBehind: of?.text !== draft?.text || of?.segments !== draft?.segments };
}
