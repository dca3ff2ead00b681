import type { ComponentChildren } from "preact";
import type { Row } from "./answers.js";
import { LIST_ROWS } from "./panels/people.js";
import { useView } from "./view.js";
import { say } from "./words/say.js";

/** Says of a long list that the file has the rest of it. */
export function useFirstRows(): (rows: readonly Row[]) => ComponentChildren {
  const { words, format } = useView();
  return (rows) =>
    rows.length >= LIST_ROWS && (
      <p class="quiet">{say(words.firstRows, { count: format.count(LIST_ROWS) })}</p>
    );
}
