import type { JourneyDefinition } from "@safar/schemas";
import { enter, mergeRuns } from "./enter.js";
import type { JourneyEvent } from "./event.js";
import type { Facts } from "./facts.js";
import { inOrder } from "./facts-of.js";
import type { Run } from "./run.js";
import { type Stepped, step } from "./step.js";

/**
 * Everything that one moment does to a person in one journey: runs that a new link makes one, runs that new events begin,
 * and a step of each run. Pure, and the same whatever the order of the news, also when some of them are not new.
 *
 * @param person key of the person
 * @param runs all of the person's runs in this journey, ended ones too, under any key that they had
 * @param news events that are known since the last time
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
  const entered = new Set(begun);
  const stepped = [...own, ...begun]
    .filter(({ ended }) => ended === undefined)
    .map((run): Stepped => {
      const next = step(entered.has(run) ? definition : versionOf(run), run, facts, now);
      if (!entered.has(run)) return next;
      const decision = { node: run.node, at: now, what: "entered", by: run.entry.id } as const;
      return { ...next, decisions: [decision, ...next.decisions] };
    })
    .filter(({ decisions }) => decisions.length > 0);
  return [...merged, ...stepped];
}
