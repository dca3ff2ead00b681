import type { JourneyEvent } from "./event.js";

/** Longer than any chain that is not drawn out on purpose. */
const LONGEST = 20;

/**
 * The journeys that led to an event, the first one first: each tracked an event that began the next. A journey is not
 * begun by an event of whose chain it is part, or whose chain is too long, so that journeys never drive each other round.
 */
export function chainOf({ properties }: Pick<JourneyEvent, "properties">): readonly string[] {
  const told = properties.journeys;
  return Array.isArray(told) ? told.filter((name) => typeof name === "string").slice(0, LONGEST) : [];
}

/** Whether an event may begin a journey, by the journeys that led to it. */
export function isFreshFor(journey: string, event: Pick<JourneyEvent, "properties">): boolean {
  const chain = chainOf(event);
  return chain.length < LONGEST && !chain.includes(journey);
}
