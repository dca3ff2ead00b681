import type { JourneyDefinition, JourneyNode } from "@safar/schemas";
import { END, WEEKDAYS } from "@safar/schemas/journey";
import { doesHold, isMeant } from "./conditions.js";
import type { Facts } from "./facts.js";
import { after, nextLocal } from "./local-time.js";
import { quietUntil } from "./quiet-hours.js";
import { type Decision, type DecisionKind, type Intent, keyOf, lotOf, type Run } from "./run.js";

/** What one step gave: the run as it stands now, what it came to do, and what it decided on the way. */
export interface Stepped {
  readonly run: Run;
  readonly intents: readonly Intent[];
  readonly decisions: readonly Decision[];
}

/** What a node does to a run: it stays until a time, or goes on to another node. */
type Outcome = { readonly what: DecisionKind; readonly by: string } & (
  | { readonly until: number }
  | { readonly next: string; readonly change?: Partial<Run>; readonly isAction?: boolean }
);

interface Context {
  readonly definition: JourneyDefinition;
  readonly run: Run;
  readonly facts: Facts;
  readonly now: number;
}

type Table = {
  readonly [Type in JourneyNode["type"]]: (
    node: Extract<JourneyNode, { readonly type: Type }>,
    context: Context,
  ) => Outcome;
};

/** What each type of node does to a run. */
const TABLE: Table = {
  delay({ for: length, until, next }, { run, facts, now }) {
    let due = doneAt(run);
    if (length !== undefined) due = after(due, length, facts.timeZone);
    if (until !== undefined) {
      const usual =
        facts.usualHour === undefined ? until.orAt : `${String(facts.usualHour).padStart(2, "0")}:00`;
      const on = until.on === undefined ? undefined : WEEKDAYS.indexOf(until.on) + 1;
      due = nextLocal(due, until.at === "usual" ? usual! : until.at, facts.timeZone, on);
    }
    const by = new Date(due).toISOString();
    return due > now
      ? { what: "waits", by, until: due }
      : { what: "delayed", by, next, change: { since: due } };
  },

  wait(node, { run, facts, now }) {
    const deadline = after(doneAt(run), node.atMost, facts.timeZone);
    const found = facts
      .did(node.event)
      .find(
        (event) =>
          event.at >= run.since &&
          event.at <= deadline &&
          event.id !== run.entry.id &&
          !run.used.includes(event.id) &&
          isMeant(event, node),
      );
    if (found !== undefined) {
      const change = { since: found.at, used: [...run.used, found.id] };
      return { what: "happened", by: found.id, next: node.yes, change };
    }
    const by = new Date(deadline).toISOString();
    if (deadline > now) return { what: "waits", by, until: deadline };
    return { what: "timed-out", by, next: node.no, change: { since: deadline } };
  },

  if({ condition, yes, no }, { run, facts, now }) {
    const holds = doesHold(condition, run.entry, facts, now);
    return { what: holds ? "yes" : "no", by: "", next: holds ? yes : no };
  },

  split({ ways }, { run }) {
    let left = lotOf("split", run.journey, run.node, run.person);
    for (const [name, { share, next }] of Object.entries(ways)) {
      left -= share;
      if (left < 0) return { what: "way", by: name, next };
    }
    throw new Error(`The shares of ${run.node} in ${run.journey} do not make 100.`);
  },

  send(node, context) {
    const quiet =
      node.kind === "transactional"
        ? undefined
        : quietUntil(context.definition, context.now, context.facts.timeZone);
    if (quiet === undefined) return act(node.next, context);
    return { what: "quiet-hours", by: new Date(quiet).toISOString(), until: quiet };
  },

  webhook: ({ next }, context) => act(next, context),
  track: ({ next }, context) => act(next, context),
};

/** An action is taken now; the control group goes on without it at the same time. */
function act(next: string, { run, now }: Context): Outcome {
  const what = run.isControl ? "control" : "action";
  return { what, by: "", next, change: { acted: now }, isAction: !run.isControl };
}

/** From when a delay counts. */
function doneAt({ since, acted }: Run): number {
  return Math.max(since, acted ?? Number.NEGATIVE_INFINITY);
}

/**
 * Moves a run as far as it comes by now. Pure: the same definition, run, facts and clock give the same, and stepping once
 * more at the same time changes nothing. Goals stand before all else, so that of events that are known together no order
 * matters.
 */
export function step(definition: JourneyDefinition, before: Run, facts: Facts, now: number): Stepped {
  if (before.ended !== undefined) return { run: before, intents: [], decisions: [] };
  const reached = goalReached(definition, before, facts);
  if (reached !== undefined) return ended(before, "goal", reached, now);

  const intents: Intent[] = [];
  const decisions: Decision[] = [];
  let run = before;
  while (run.node !== END) {
    const { node } = run;
    const outcome = does(definition.nodes[node]!, { definition, run, facts, now });
    const isNews = "next" in outcome || outcome.until !== before.due || run !== before;
    if (isNews) decisions.push({ node, at: now, what: outcome.what, by: outcome.by });
    if ("until" in outcome) return { run: { ...run, due: outcome.until }, intents, decisions };
    if (outcome.isAction)
      intents.push({ id: keyOf(run.id, node), run: run.id, person: run.person, node, at: now });
    run = { ...run, ...outcome.change, node: outcome.next };
  }
  const whole = ended(run, "end", "", now);
  return { run: whole.run, intents, decisions: [...decisions, ...whole.decisions] };
}

/**
 * The event by which a run's goal was reached.
 *
 * @returns its id; undefined when it was not, as far as is known
 */
export function goalReached(
  { goal }: Pick<JourneyDefinition, "goal">,
  { entry }: Pick<Run, "entry">,
  facts: Facts,
): string | undefined {
  if (goal === undefined) return undefined;
  return facts
    .did(goal.event)
    .find((event) => event.at >= entry.at && event.id !== entry.id && isMeant(event, goal))?.id;
}

function does(node: JourneyNode, context: Context): Outcome {
  return (TABLE[node.type] as (node: JourneyNode, context: Context) => Outcome)(node, context);
}

/** A run that is over, with why. */
export function ended(run: Run, why: NonNullable<Run["ended"]>["why"], by: string, now: number): Stepped {
  return {
    run: { ...run, due: undefined, ended: { at: now, why } },
    intents: [],
    decisions: [{ node: run.node, at: now, what: why, by }],
  };
}
