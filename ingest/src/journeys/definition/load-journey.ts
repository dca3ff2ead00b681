import { basename, extname } from "node:path";
import type { JourneyDefinition } from "@safar/schemas";
import type { View } from "../../store/migrate/views/read-views.js";
import { findSegment, type Segment } from "../segments/find-segment.js";
import { namedSegments } from "../segments/named-segments.js";
import { checkJourney } from "./check-journey.js";
import type { Problem } from "./problem.js";
import { readJourneyFile } from "./read-file.js";

/** A problem with the line where it stands. */
export interface LocatedProblem extends Problem {
  readonly line: number;
}

/** What a file of a journey holds. */
export type LoadedJourney =
  | {
      readonly file: string;
      readonly definition: JourneyDefinition;
      /** The segments that it names, by their names. */
      readonly segments: ReadonlyMap<string, Segment>;
      readonly problems: readonly [];
    }
  | { readonly file: string; readonly definition?: never; readonly problems: readonly LocatedProblem[] };

/** Reads a journey and all that it names, and judges them. Never throws for what stands in a file. */
export async function loadJourney(file: string, views: readonly View[]): Promise<LoadedJourney> {
  const written = await readJourneyFile(file);
  if ("code" in written) return { file, problems: [{ ...written, line: 1 }] };
  const { definition, problems } = checkJourney(written.value);
  const located = (all: readonly Problem[]) =>
    all
      .map((problem) => ({ ...problem, line: written.lineOf(problem.path) }))
      .sort((a, b) => a.line - b.line);
  if (definition === undefined) return { file, problems: located(problems) };

  const more: Problem[] = [];
  const called = basename(file, extname(file));
  if (called !== definition.name)
    more.push({
      code: "wrong_name",
      path: ["name"],
      message: `The file is called ${called} and the journey ${definition.name}. Call both the same.`,
    });
  const segments = new Map<string, Segment>();
  for (const { name, path } of namedSegments(definition)) {
    const found = await findSegment(name, file, views);
    if (typeof found === "string") more.push({ code: "unknown_segment", path, message: found });
    else segments.set(name, found);
  }
  return more.length > 0 ? { file, problems: located(more) } : { file, definition, segments, problems: [] };
}
