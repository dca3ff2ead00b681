import type { JourneyDefinition } from "@safar/schemas";
import { isFreshFor } from "./chain.js";
import { isMeant } from "./conditions.js";
import type { JourneyEvent } from "./event.js";
import { inOrder } from "./facts-of.js";
import { after, before } from "./local-time.js";
import { keyOf, lotOf, type Run } from "./run.js";
import { ended, type Stepped } from "./step.js";

/** Why somebody does not come in. */
export type NotEntered =
  /** The event is known too late: an import, a backfill, a phone that was offline. */
  | "too-old"
  /** A run of this person goes on, or the last one is too recent, or was for ever. */
  | "been-here"
  /** The event was tracked by this journey, or by one that it led to. */
  | "own-event";

/** The share that goes without messages when a definition says nothing, in percent. */
const CONTROL = 10;

/**
 * Lets a person in by an event.
 *
 * @param runs all runs of the person in this journey, ended ones too
 * @param timeZone the person's, for durations in days
 * @returns the run before its first step; undefined for another event than the entry's
 */
export function enter(
  definition: JourneyDefinition,
  event: JourneyEvent,
  person: string,
  runs: readonly Run[],
  timeZone: string,
  now: number,
): Run | NotEntered | undefined {
  const { entry } = definition;
  if (!("event" in entry) || !isMeant(event, entry)) return undefined;
  // An event that came in already is not news.
  if (runs.some((run) => run.entry.id === event.id)) return undefined;
  if (!isFreshFor(definition.name, event)) return "own-event";
  if (event.at < before(now, entry.within ?? "1 hour", timeZone)) return "too-old";
  return isFree(entry.again, event.at, runs, timeZone) ? begin(definition, event, person) : "been-here";
}

/**
 * Lets a person in who is in a segment.
 *
 * @param at the moment of the schedule, epoch milliseconds: the same moment lets nobody in twice
 */
export function enterSegment(
  definition: JourneyDefinition,
  at: number,
  person: string,
  runs: readonly Run[],
  timeZone: string,
): Run | NotEntered | undefined {
  const { entry } = definition;
  if (!("segment" in entry)) return undefined;
  // The person may have come in by another key of theirs.
  if (runs.some((run) => run.entry.name === entry.segment && run.entry.at === at)) return undefined;
  const id = keyOf("segment", definition.name, person, String(at));
  const event: JourneyEvent = { id, name: entry.segment, commerceName: "", at, properties: {} };
  const isIn =
    "calendar" in entry
      ? runs.every((run) => run.ended !== undefined)
      : isFree(entry.again, at, runs, timeZone);
  return isIn ? begin(definition, event, person) : "been-here";
}

/**
 * Ends what is too much where a link shows that runs are one person's: the run that began first stands, and each later
 * one that would not have begun beside it ends. What has been sent can't be taken back; what is still to come is not.
 *
 * @param runs all runs of the person in this journey
 */
export function mergeRuns(
  { entry }: JourneyDefinition,
  runs: readonly Run[],
  timeZone: string,
  now: number,
): Stepped[] {
  const again = "event" in entry || !("calendar" in entry) ? entry.again : undefined;
  const standing: Run[] = [];
  const merged: Stepped[] = [];
  for (const run of [...runs].sort((one, other) => inOrder(one.entry, other.entry))) {
    const fits =
      "calendar" in entry ? isApart(run, standing) : isFree(again, run.entry.at, standing, timeZone);
    if (fits || run.ended !== undefined) {
      if (run.ended?.why !== "merged") standing.push(run);
    } else merged.push(ended(run, "merged", standing[0]!.id, now));
  }
  return merged;
}

function isApart({ entry }: Run, standing: readonly Run[]): boolean {
  return standing.every(({ ended: end }) => end !== undefined && end.at < entry.at);
}

/**
 * Whether a run may begin beside those that there are. What happened in the moment in which the last one ended came too
 * early: were it told again later, it would come in.
 */
function isFree(again: string | undefined, at: number, runs: readonly Run[], timeZone: string): boolean {
  const own = runs.filter((run) => run.ended?.why !== "merged");
  if (again === undefined || again === "never") return own.length === 0;
  return own.every(
    ({ ended: end, entry }) => end !== undefined && end.at < at && after(entry.at, again, timeZone) <= at,
  );
}

function begin(definition: JourneyDefinition, entry: JourneyEvent, person: string): Run {
  const { name, start, control = CONTROL } = definition;
  return {
    id: keyOf(name, person, entry.id),
    journey: name,
    person,
    entry,
    isControl: lotOf("control", name, person) < control,
    node: start,
    since: entry.at,
    acted: undefined,
    used: [],
    due: entry.at,
    ended: undefined,
  };
}
