import type { JourneyDefinition } from "@safar/schemas";
import type { Segment } from "../segments/find-segment.js";
import { namedSegments } from "../segments/named-segments.js";
import { checkJourney } from "./check-journey.js";
import type { Problem } from "./problem.js";
import type { WrittenJourney } from "./read-file.js";

/** A problem with the line where it stands. */
export interface LocatedProblem extends Problem {
  readonly line: number;
}

/** A definition that holds with the segments that it names, by their names; or what is wrong with it. */
export type JudgedJourney =
  | {
      readonly definition: JourneyDefinition;
      readonly segments: ReadonlyMap<string, Segment>;
      readonly problems: readonly [];
    }
  | { readonly definition?: never; readonly segments?: never; readonly problems: readonly LocatedProblem[] };

/**
 * Judges a journey and all that it names.
 *
 * @param find gives a segment by its name, or a sentence that says what to do
 * @param more what else may be wrong with a definition
 */
export async function judgeJourney(
  written: WrittenJourney | Problem,
  find: (name: string) => Promise<Segment | string>,
  more: (definition: JourneyDefinition) => readonly Problem[] = () => [],
): Promise<JudgedJourney> {
  if ("code" in written) return { problems: [{ ...written, line: 1 }] };
  const { definition, problems } = checkJourney(written.value);
  const located = (all: readonly Problem[]) =>
    all
      .map((problem) => ({ ...problem, line: written.lineOf(problem.path) }))
      .sort((a, b) => a.line - b.line);
  if (definition === undefined) return { problems: located(problems) };
  const others: Problem[] = [...more(definition)];
  const segments = new Map<string, Segment>();
  for (const { name, path } of namedSegments(definition)) {
    const found = await find(name);
    if (typeof found === "string") others.push({ code: "unknown_segment", path, message: found });
    else segments.set(name, found);
  }
  return others.length > 0 ? { problems: located(others) } : { definition, segments, problems: [] };
}
