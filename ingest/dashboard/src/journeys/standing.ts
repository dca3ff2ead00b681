import type { Messages, Passed } from "@safar/schemas/dashboard";

/** The figures of a node, all versions together. */
export interface Standing {
  readonly came: number;
  readonly waiting: number;
  readonly leftByGoal: number;
  readonly leftMerged: number;
  readonly sent: number;
  readonly underWay: number;
  readonly rejected: number;
  readonly inDoubt: number;
  /** How many messages were not sent for which reason, the most frequent first. */
  readonly notSent: readonly (readonly [why: string, count: number])[];
}

/** Who came to a node, stands there and left there, and what became of its messages. */
export function standingAt(node: string, passed: readonly Passed[], messages: readonly Messages[]): Standing {
  const here = passed.filter((each) => each.node === node);
  const own = messages.filter((each) => each.node === node);
  const sum = <Each>(list: readonly Each[], of: (each: Each) => number) =>
    list.reduce((all, each) => all + of(each), 0);
  const why = new Map<string, number>();
  for (const { not_sent_why: told } of own)
    for (const [reason, count] of Object.entries(told)) why.set(reason, (why.get(reason) ?? 0) + count);
  return {
    came: sum(here, ({ came }) => came),
    waiting: sum(here, ({ waiting }) => waiting),
    leftByGoal: sum(here, ({ left_by_goal: left }) => left),
    leftMerged: sum(here, ({ left_merged: left }) => left),
    sent: sum(own, ({ sent }) => sent),
    underWay: sum(own, ({ under_way: under }) => under),
    rejected: sum(own, ({ rejected }) => rejected),
    inDoubt: sum(own, ({ in_doubt: doubt }) => doubt),
    notSent: [...why].sort(([, one], [, other]) => other - one),
  };
}
