import type { JourneyDefinition } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import type { Ending } from "../run/run.js";
import { NOT_SENT, type NotSent } from "../sending/second-look.js";
import type { PersonPast } from "./read-people.js";
import { goalOf, type SimulatedPerson } from "./simulate-person.js";

/** What happened at a node. */
export interface NodeTally {
  readonly node: string;
  readonly type: string;
  /** Runs that came to it. */
  came: number;
  /** Of them of the control group, at a node that acts. */
  control: number;
  /** Messages that would have been sent, by channel. */
  readonly sent: Partial<Record<Channel, number>>;
  /** Messages that would not have been sent, by why. */
  readonly notSent: Partial<Record<NotSent, number>>;
}

/** Runs of one group, and how many reached the goal by themselves. */
export interface GroupTally {
  entered: number;
  /** Runs with a message that would have been sent. */
  withMessage: number;
  goal: number;
  /** Of them before any message would have been sent. */
  goalBeforeMessage: number;
}

export interface Tally {
  people: number;
  entered: number;
  readonly endings: Record<Ending | "going", number>;
  readonly nodes: readonly NodeTally[];
  readonly treated: GroupTally;
  readonly control: GroupTally;
  messages: number;
}

/** An empty count for a definition. */
export function newTally({ nodes }: JourneyDefinition): Tally {
  const group = (): GroupTally => ({ entered: 0, withMessage: 0, goal: 0, goalBeforeMessage: 0 });
  return {
    people: 0,
    entered: 0,
    endings: { goal: 0, end: 0, merged: 0, going: 0 },
    nodes: Object.entries(nodes).map(([node, { type }]) => ({
      ...{ node, type, came: 0, control: 0, sent: {}, notSent: {} },
    })),
    treated: group(),
    control: group(),
    messages: 0,
  };
}

/** Counts one person. @param goalMs how long after their entry a run's goal counts */
export function count(
  tally: Tally,
  definition: JourneyDefinition,
  { events }: PersonPast,
  { runs, decisions, messages }: SimulatedPerson,
  goalMs: number,
): void {
  tally.people++;
  const nodes = new Map(tally.nodes.map((each) => [each.node, each]));
  for (const { node, what } of decisions) {
    const own = nodes.get(node);
    if (own === undefined) continue;
    // A run decides once when it leaves a node; those that wait there are counted below.
    if (!["entered", "member", "waits", "quiet-hours", "goal", "merged", "end"].includes(what)) own.came++;
    if (what === "control") own.control++;
  }
  for (const { node, fate } of messages) {
    const own = nodes.get(node)!;
    if (fate in NOT_SENT) own.notSent[fate as NotSent] = (own.notSent[fate as NotSent] ?? 0) + 1;
    else own.sent[fate as Channel] = (own.sent[fate as Channel] ?? 0) + 1;
  }
  for (const run of runs) {
    tally.entered++;
    tally.endings[run.ended?.why ?? "going"]++;
    const standing = nodes.get(run.node);
    if (standing !== undefined && run.ended?.why !== "end") standing.came++;
    const own = messages.filter((message) => message.run === run.id && !(message.fate in NOT_SENT));
    tally.messages += own.length;
    const group = run.isControl ? tally.control : tally.treated;
    const goal = goalOf(definition, run, events, goalMs);
    group.entered++;
    if (own.length > 0) group.withMessage++;
    if (goal === undefined) continue;
    group.goal++;
    if (own.every(({ at }) => at > goal)) group.goalBeforeMessage++;
  }
}
