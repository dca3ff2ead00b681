import type { CountedEvent } from "./delivery.js";

/** Somebody as an event names them: a user, or a guest known by an anonymous id alone. */
export type Person = `user ${string}` | `guest ${string}`;

/** Follows a person to the customer they are. */
export type FindCustomer = (person: Person) => Person;

/** The engine's number of a person, which decides between two that an order or a link names in the same millisecond. */
export type KeyOf = (person: Person) => bigint;

/** A person of an event that names a user, else the guest. */
export function personOf({ userId, anonymousId }: { userId?: unknown; anonymousId?: unknown }): Person {
  return userId ? `user ${userId}` : `guest ${anonymousId ?? ""}`;
}

/** The first link of each person holds; links are followed four times at most. */
export function customerFinder(events: readonly CountedEvent[], keyOf: KeyOf): FindCustomer {
  const links = new Map<Person, Person>();
  const told = events
    .filter(({ event }) => event.userId && (event.type === "identify" || event.type === "alias"))
    .map(({ event, at }) => ({ event, at, user: `user ${event.userId}` as const }))
    .sort((a, b) => a.at - b.at || compareKeys(keyOf(a.user), keyOf(b.user)));
  for (const { event, user } of told) {
    const linked: Person[] =
      event.type === "identify"
        ? [...(event.anonymousId ? [`guest ${event.anonymousId}` as const] : [])]
        : [`user ${event.previousId}`, `guest ${event.previousId}`];
    for (const person of linked) if (person !== user && !links.has(person)) links.set(person, user);
  }
  return (person) => {
    let customer = person;
    for (let hop = 0; hop < 4; hop++) customer = links.get(customer) ?? customer;
    return customer;
  };
}

export function compareKeys(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
