import type { JourneyDefinition } from "@safar/schemas";
import { enter, enterSegment, mergeRuns } from "./enter.js";
import type { JourneyEvent } from "./event.js";
import type { Facts } from "./facts.js";
import { inOrder } from "./facts-of.js";
import type { Decision, Run } from "./run.js";
import { type Stepped, step } from "./step.js";

/**
 * Everything that one moment does to a person in one journey: runs that a new link makes one, runs that new events begin,
 * and a step of each run. Pure, and the same whatever the order of the news, also when some of them are not new.
 *
 * @param person key of the person
 * @param runs all of the person's runs in this journey, ended ones too, under any key that they had
 * @param news events that are known since the last time
 * @param moments moments of a schedule that let the person in, since they are in the segment of the entry
 * @param versionOf the definition in which a run goes on; the one of the entry if left out
 * @returns the runs that began or changed
 */
export function stepPerson(
  definition: JourneyDefinition,
  person: string,
  runs: readonly Run[],
  news: readonly JourneyEvent[],
  facts: Facts,
  now: number,
  moments: readonly number[] = [],
  versionOf: (run: Run) => JourneyDefinition = () => definition,
): Stepped[] {
  const merged = mergeRuns(definition, runs, facts.timeZone, now);
  const over = new Map(merged.map(({ run }) => [run.id, run]));
  const own = runs.map((run) => over.get(run.id) ?? run);
  const begun: Run[] = [];
  for (const event of [...news].sort(inOrder)) {
    const run = enter(definition, event, person, [...own, ...begun], facts.timeZone, now);
    if (typeof run === "object") begun.push(run);
  }
  for (const moment of moments) {
    const run = enterSegment(definition, moment, person, [...own, ...begun], facts.timeZone);
    if (typeof run === "object") begun.push(run);
  }
  const entered = new Set(begun);
  const stepped = [...own, ...begun]
    .filter(({ ended }) => ended === undefined)
    .map((run): Stepped => {
      const next = step(entered.has(run) ? definition : versionOf(run), run, facts, now);
      if (!entered.has(run)) return next;
      return { ...next, decisions: [enteredBy(definition, run, now), ...next.decisions] };
    })
    .filter(({ decisions }) => decisions.length > 0);
  return [...merged, ...stepped];
}

function enteredBy({ entry }: JourneyDefinition, run: Run, now: number): Decision {
  const told = { node: run.node, at: now } as const;
  return "segment" in entry
    ? { ...told, what: "member", by: entry.segment }
    : { ...told, what: "entered", by: run.entry.id };
}
