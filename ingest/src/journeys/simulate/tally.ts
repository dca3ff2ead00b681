import type { JourneyDefinition } from "@safar/schemas";
import { CHANNELS, type Channel } from "@safar/schemas/journey";
import type { Ending } from "../run/run.js";
import type { NotSentLive } from "../sending/not-sent-live.js";
import { decideMessages, type Fate, type PersonsMessage } from "./decide-messages.js";
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
  readonly notSent: Partial<Record<NotSentLive, number>>;
  /** Of those whose text could not be filled in, how many by the field and the reason. */
  readonly unfilled: Record<string, number>;
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
function newTally({ nodes }: JourneyDefinition): Tally {
  const group = (): GroupTally => ({ entered: 0, withMessage: 0, goal: 0, goalBeforeMessage: 0 });
  return {
    people: 0,
    entered: 0,
    endings: { goal: 0, end: 0, merged: 0, going: 0 },
    nodes: Object.entries(nodes).map(([node, { type }]) => ({
      ...{ node, type, came: 0, control: 0, sent: {}, notSent: {}, unfilled: {} },
    })),
    treated: group(),
    control: group(),
    messages: 0,
  };
}

/** A run whose messages are still to be decided. */
interface OpenRun {
  readonly group: GroupTally;
  /** When its goal was reached. */
  readonly goal: number | undefined;
  /** When its first message was sent. */
  firstSent: number | undefined;
}

/** Counts people one by one, and what became of their messages at the end. */
export interface Counting {
  /** @param goalMs how long after their entry a run's goal counts */
  count(person: PersonPast, simulated: SimulatedPerson, goalMs: number): void;
  /** Decides the messages of all, see `decideMessages`. @returns the whole count */
  settle(pageContactsPerHour: number): Promise<Tally>;
}

/** The most different reasons that are counted one by one why the text of a node can't be filled in. */
const MOST_REASONS = 20;

export function countPeople(definition: JourneyDefinition): Counting {
  const tally = newTally(definition);
  const nodes = new Map(tally.nodes.map((each) => [each.node, each]));
  const messages: PersonsMessage<OpenRun>[] = [];
  const openRuns: OpenRun[] = [];

  function closeRun({ group, goal, firstSent }: OpenRun): void {
    if (firstSent !== undefined) group.withMessage++;
    if (goal !== undefined && (firstSent === undefined || firstSent > goal)) group.goalBeforeMessage++;
  }

  function decided({ node, at, look, run }: PersonsMessage<OpenRun>, fate: Fate): void {
    const own = nodes.get(node)!;
    if (isChannel(fate)) {
      own.sent[fate] = (own.sent[fate] ?? 0) + 1;
      run.firstSent ??= at;
      tally.messages++;
      return;
    }
    own.notSent[fate] = (own.notSent[fate] ?? 0) + 1;
    if (fate !== "template" || typeof look === "string") return;
    const isListed = look.stopped! in own.unfilled || Object.keys(own.unfilled).length < MOST_REASONS;
    const reason = isListed ? look.stopped! : "for other reasons";
    own.unfilled[reason] = (own.unfilled[reason] ?? 0) + 1;
  }

  return {
    count(person, { runs, decisions, messages: intended }, goalMs) {
      tally.people++;
      for (const { node, what } of decisions) {
        const own = nodes.get(node);
        if (own === undefined) continue;
        // A run decides once when it leaves a node; those that wait there are counted below.
        if (!["entered", "member", "waits", "quiet-hours", "goal", "merged", "end"].includes(what))
          own.came++;
        if (what === "control") own.control++;
      }
      for (const run of runs) {
        tally.entered++;
        tally.endings[run.ended?.why ?? "going"]++;
        const standing = nodes.get(run.node);
        if (standing !== undefined && run.ended?.why !== "end") standing.came++;
        const group = run.isControl ? tally.control : tally.treated;
        const goal = goalOf(definition, run, person.events, goalMs);
        group.entered++;
        if (goal !== undefined) group.goal++;
        const open: OpenRun = { group, goal, firstSent: undefined };
        const own = intended.filter((message) => message.run === run.id);
        if (own.length === 0) closeRun(open);
        else openRuns.push(open);
        for (const message of own) messages.push({ ...message, person: person.key, run: open });
      }
    },
    async settle(pageContactsPerHour) {
      await decideMessages(definition, messages, pageContactsPerHour, decided);
      openRuns.forEach(closeRun);
      return tally;
    },
  };
}

function isChannel(fate: Fate): fate is Channel {
  return (CHANNELS as readonly string[]).includes(fate);
}
