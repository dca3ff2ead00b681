import type { DraftProblem, JourneyDraft } from "@safar/schemas/dashboard";
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { getAt, isWithin, type Path, setAt } from "./path.js";
import type { Definition } from "./reshape.js";
import type { EditWords } from "./words/en.js";

/** What the fields of the forms work on. */
export interface Editing {
  readonly definition: Definition;
  readonly problems: readonly DraftProblem[];
  readonly draft: JourneyDraft;
  readonly holds: boolean;
  /** Names of views that can be used as segments, and of the draft's own files. */
  readonly segments: readonly string[];
  /** Takes a new state. @param about see `Drafted.take` */
  change(next: Definition, about?: string): void;
}

export const EditingContext = createContext<Editing | undefined>(undefined);

export function useEditing(): Editing {
  return useContext(EditingContext)!;
}

/** What stands at a path, what is wrong there, and how to write something else there. */
export function useAt<Value>(path: Path): {
  readonly value: Value | undefined;
  readonly problems: readonly DraftProblem[];
  readonly set: (next: Value | undefined) => void;
} {
  const { definition, problems, change } = useEditing();
  return {
    value: getAt(definition, path) as Value | undefined,
    problems: problems.filter((each) => isWithin(each.path, path)),
    set: (next) => change(setAt(definition, path, next), path.join("/")),
  };
}

/** What is wrong and what to do, in the reader's words. */
export function sentenceOf({ code, path, message }: DraftProblem, words: EditWords): string {
  const known = words.problems as Readonly<Record<string, string>>;
  if (code !== "unfit") return known[code] ?? message;
  const fixes = words.fixes as Readonly<Record<string, string>>;
  const field = path.findLast((part) => typeof part === "string" && Object.hasOwn(fixes, part));
  return field === undefined ? message : fixes[String(field)]!;
}
