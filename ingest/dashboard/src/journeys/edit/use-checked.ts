import type { CheckedDraft, JourneyDraft } from "@safar/schemas/dashboard";
import { useEffect, useState } from "preact/hooks";
import { post } from "../../post.js";
import { useProblem } from "../use-problem.js";

/** How long it is waited for the next letter before what is typed is checked, in milliseconds. */
const PAUSE_MS = 400;
/** When a check that could not be made is tried again, in milliseconds. */
const AGAIN_MS = 3_000;

const NOT_YET: CheckedDraft = { problems: [], views: [] };

/** Has the server check a draft by the schema of the files, a moment after each letter. */
export function useChecked(draft: JourneyDraft | undefined): CheckedDraft {
  const [checked, setChecked] = useState<CheckedDraft>(NOT_YET);
  const problemOf = useProblem();
  useEffect(() => {
    if (!draft) return undefined;
    const left = new AbortController();
    const check = async () => {
      const answer = await post<CheckedDraft>("/dashboard/journeys/check", draft, left.signal);
      if (left.signal.aborted) return;
      if (answer.isDone) return setChecked(answer.body);
      const message = problemOf(answer.code);
      setChecked({ problems: [{ code: answer.code, path: [], place: "", line: 0, message }], views: [] });
      if (answer.code !== "signed_out") timer = setTimeout(check, AGAIN_MS);
    };
    let timer = setTimeout(check, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [draft?.text, draft?.segments]);
  return checked;
}
