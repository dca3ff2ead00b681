import type { CountedEvent } from "./delivery.js";

/** Somebody as an event names them: a user, or a guest known by an anonymous id alone. */
export type Person = `user ${string}` | `guest ${string}`;

/** Follows a person to the customer they are. */
export type FindCustomer = (person: Person) => Person;

/** The engine's number of a person, which decides between two that an order or a link names in the same millisecond. */
export type KeyOf = (person: Person) => bigint;

/** A person of an event that names a user, else the guest. */
export function personOf({ userId, anonymousId }: Readonly<Record<string, unknown>>): Person {
  return userId ? `user ${userId}` : `guest ${anonymousId ?? ""}`;
}

/**
 * Who is which customer, by the rules of `metrics.md`: an alias joins two users, whatever the order, through any number
 * of others, circles included; a guest is the user of their first link, where what a server said stands before what a
 * page said. Links between two users need a server's key, or the source's leave.
 *
 * A person is called by the user id that no alias leaves; where there are several or none, by the one that an alias
 * named last, and then by the greatest.
 */
export function customerFinder(
  events: readonly CountedEvent[],
  keyOf: KeyOf,
  userLinksFrom: "any" | "server" = "server",
): FindCustomer {
  const told = events
    .filter(({ event }) => event.userId && (event.type === "identify" || event.type === "alias"))
    .map(({ event, at, keyKind }) => ({ event, at, keyKind, user: `user ${event.userId}` as const }))
    .sort(
      (a, b) =>
        Number(a.keyKind === "web") - Number(b.keyKind === "web") ||
        a.at - b.at ||
        compareKeys(keyOf(a.user), keyOf(b.user)),
    );
  const guests = new Map<Person, Person>();
  const groups = new Map<Person, Set<Person>>();
  const former = new Set<Person>();
  const named = new Map<Person, number>();
  for (const { event, at, keyKind, user } of told) {
    const id = event.type === "alias" ? event.previousId : event.anonymousId;
    if (!id) continue;
    const guest: Person = `guest ${id}`;
    if (!guests.has(guest)) guests.set(guest, user);
    const previous: Person = `user ${id}`;
    if (event.type !== "alias" || previous === user || (keyKind === "web" && userLinksFrom === "server"))
      continue;
    former.add(previous);
    named.set(user, Math.max(named.get(user) ?? Number.NEGATIVE_INFINITY, at));
    const joined = new Set([
      ...(groups.get(user) ?? [user]),
      ...(groups.get(previous) ?? [previous]),
    ] as Person[]);
    for (const member of joined) groups.set(member, joined);
  }
  const nameOf = (user: Person): Person => {
    const members = [...(groups.get(user) ?? [user])];
    const current = members.filter((member) => !former.has(member));
    const ranked = (current.length > 0 ? current : members).sort(
      (a, b) =>
        (named.get(a) ?? Number.NEGATIVE_INFINITY) - (named.get(b) ?? Number.NEGATIVE_INFINITY) ||
        (a < b ? -1 : 1),
    );
    return ranked.at(-1) ?? user;
  };
  return (person) => nameOf(guests.get(person) ?? person);
}

export function compareKeys(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
