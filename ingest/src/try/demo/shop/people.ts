import { DAY_MS } from "./day-buckets.js";
import type { Draw } from "./draw.js";
import type { Habit } from "./habits.js";

/** A browser with its anonymous id, and the user who signed in on it last. */
export interface Device {
  readonly anonymousId: string;
  readonly kind: "laptop" | "phone";
  signedInAs?: string;
}

/**
 * A person's account.
 *
 * `guest`: never creates an account. `joins`: buys as a guest on one device and creates an account on it at
 * `since`. `member`: has an account from the start. `renamed`: a member whose user id the shop replaces at
 * `since` with an alias event.
 */
export type Account =
  | { readonly kind: "guest" }
  | { readonly kind: "member"; readonly userId: string }
  | { readonly kind: "joins"; readonly userId: string; readonly since: number }
  | { readonly kind: "renamed"; readonly userId: string; readonly oldUserId: string; readonly since: number };

export interface Person {
  readonly habit: Habit;
  readonly account: Account;
  /** At least one; guests and people who join later have exactly one, which they don't share. */
  readonly devices: readonly Device[];
  readonly currency: string;
}

/** A person's user id at a moment, if any. */
export function userIdAt({ account }: Person, at: number): string | undefined {
  switch (account.kind) {
    case "guest":
      return undefined;
    case "member":
      return account.userId;
    case "joins":
      return at < account.since ? undefined : account.userId;
    case "renamed":
      return at < account.since ? account.oldUserId : account.userId;
  }
}

/** The customer id after all links are known: the account, or the person's only device. */
export function customerIdOf({ account, devices }: Person): string {
  return account.kind === "guest" ? devices[0]!.anonymousId : account.userId;
}

const HABITS: Record<Habit, number> = {
  once: 40,
  regular: 33,
  seasonal: 15,
  occasional: 12,
  visitor: 0,
  staff: 0,
};
const ACCOUNTS: Record<Account["kind"], number> = { member: 55, guest: 22, joins: 18, renamed: 5 };

/** Number of people who only look, per person who may buy. */
const VISITORS_PER_CUSTOMER = 5;

/**
 * The people of a year: customers, visitors who never buy, and one staff member who tests the checkout.
 *
 * @param start when the year begins, epoch milliseconds; people may join up to three weeks after its end, so
 *   that their guest orders are linked late
 */
export function createPeople(draw: Draw, customers: number, start: number, days: number): Person[] {
  const people: Person[] = [];
  let number = 0;
  const device = (): Device => ({
    anonymousId: `visitor-${++number}`,
    kind: draw.chance(0.55) ? "phone" : "laptop",
  });
  const someTime = () => start + draw.int(0, (days + 21) * DAY_MS);

  for (let index = 1; index <= customers; index++) {
    const userId = `customer-${index}`;
    const kind = draw.weighted(ACCOUNTS);
    const alone = kind === "guest" || kind === "joins";
    const devices = alone || draw.chance(0.5) ? [device()] : [device(), device()];
    const partner = people.at(-1);
    if (kind === "member" && partner?.account.kind === "member" && draw.chance(0.08)) {
      devices[0] = partner.devices[0]!;
    }
    people.push({
      habit: draw.weighted(HABITS),
      account:
        kind === "guest"
          ? { kind }
          : kind === "member"
            ? { kind, userId }
            : kind === "joins"
              ? { kind, userId, since: someTime() }
              : { kind, userId, oldUserId: `shop1-${index}`, since: someTime() },
      devices,
      currency: draw.chance(0.85) ? "EUR" : "GBP",
    });
  }
  for (let index = 0; index < customers * VISITORS_PER_CUSTOMER; index++) {
    people.push({ habit: "visitor", account: { kind: "guest" }, devices: [device()], currency: "EUR" });
  }
  people.push({
    habit: "staff",
    account: { kind: "member", userId: "staff-1" },
    devices: [device()],
    currency: "EUR",
  });
  return people;
}
