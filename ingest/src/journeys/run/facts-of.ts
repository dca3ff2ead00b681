import type { JourneyEvent } from "./event.js";
import type { Facts } from "./facts.js";

/** Of two events the one that happened first; of one moment the one with the lesser id. */
export function inOrder(one: JourneyEvent, other: JourneyEvent): number {
  return one.at - other.at || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

/** Facts out of a person's events, told in any order and any number of times. */
export function factsOf(events: readonly JourneyEvent[], rest: Omit<Facts, "did">): Facts {
  const byName = new Map<string, JourneyEvent[]>();
  const ids = new Set<string>();
  for (const event of [...events].sort(inOrder)) {
    if (ids.has(event.id)) continue;
    ids.add(event.id);
    for (const name of new Set([event.name, event.commerceName])) {
      const own = byName.get(name);
      if (own) own.push(event);
      else byName.set(name, [event]);
    }
  }
  return { ...rest, did: (name) => byName.get(name) ?? [] };
}
