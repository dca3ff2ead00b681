import type { JourneyCondition, JourneyDid, JourneyDidNot, JourneyPropertyRule } from "@safar/schemas";
import { fulfils, valueAt } from "./compare.js";
import { isCalled, type JourneyEvent } from "./event.js";
import type { Facts } from "./facts.js";
import { before } from "./local-time.js";

/** Whether an event is the one that a definition means: its name, and all rules over its properties. */
export function isMeant(
  event: JourneyEvent,
  { event: name, where = [] }: { readonly event: string; readonly where?: readonly JourneyPropertyRule[] },
): boolean {
  return (
    isCalled(event, name) &&
    where.every(({ property, ...comparison }) => fulfils(valueAt(event.properties, property), comparison))
  );
}

/** Whether a condition holds of a person now. @param entry the event that began the run */
export function doesHold(
  condition: JourneyCondition,
  entry: JourneyEvent,
  facts: Facts,
  now: number,
): boolean {
  if ("all" in condition) return condition.all.every((each) => doesHold(each, entry, facts, now));
  if ("any" in condition) return condition.any.some((each) => doesHold(each, entry, facts, now));
  if ("not" in condition) return !doesHold(condition.not, entry, facts, now);
  if ("segment" in condition) return facts.isIn(condition.segment);
  if ("trait" in condition) {
    const { trait, ...comparison } = condition;
    return fulfils(valueAt(facts.traits, trait), comparison);
  }
  if ("property" in condition) {
    const { property, ...comparison } = condition;
    return fulfils(valueAt(entry.properties, property), comparison);
  }
  if ("didNot" in condition) return timesOf(condition, condition.didNot, entry, facts, now) === 0;
  const times = timesOf(condition, condition.did, entry, facts, now);
  return times >= (condition.atLeast ?? 1) && times <= (condition.atMost ?? Number.POSITIVE_INFINITY);
}

/** How often something was done. Since the entry means after it: the entry's own event does not count. */
function timesOf(
  { where, within, sinceEntry }: JourneyDid | JourneyDidNot,
  event: string,
  entry: JourneyEvent,
  facts: Facts,
  now: number,
): number {
  const from = Math.max(
    within === undefined ? Number.NEGATIVE_INFINITY : before(now, within, facts.timeZone),
    sinceEntry ? entry.at : Number.NEGATIVE_INFINITY,
  );
  const meant = { event, ...(where === undefined ? {} : { where }) };
  return facts
    .did(event)
    .filter(
      (each) =>
        each.at >= from && each.at <= now && !(sinceEntry && each.id === entry.id) && isMeant(each, meant),
    ).length;
}
