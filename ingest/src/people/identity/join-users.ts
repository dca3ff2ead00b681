/** An alias: the person with the previous user id now has the other one. */
export interface UserLink {
  readonly userId: string;
  readonly previousId: string;
  /** When the alias was sent, epoch milliseconds. */
  readonly at: number;
  /** Whether it was sent with a page's key. */
  readonly isWeb: boolean;
}

/** A user that aliases joined with other users. */
export interface JoinedUser {
  readonly userId: string;
  /** The user id that represents the person. */
  readonly customerId: string;
  /** Whether an alias names it as the previous id. */
  readonly isFormer: boolean;
  /** When an alias last named it as the new id, epoch milliseconds; undefined if none did. */
  readonly namedAt: number | undefined;
  /** When an alias first named it, epoch milliseconds. */
  readonly linkedAt: number;
  /** Whether only pages' keys named it. */
  readonly isWeb: boolean;
}

/**
 * Joins users into persons: users linked directly or through others are one person. The order of links and users does
 * not matter, and a cycle is one person.
 *
 * A person's customer id is the user id that no alias names as previous. If there are several or none, it is the one
 * that an alias named last as the new id, and then the greatest.
 *
 * @param known users joined before, with all users joined with them
 * @returns these users, and those of the links
 */
export function joinUsers(known: readonly JoinedUser[], links: readonly UserLink[]): JoinedUser[] {
  const users = new Map<string, Omit<JoinedUser, "customerId">>();
  const leaders = new Map<string, string>();
  const leaderOf = (userId: string): string => {
    let leader = userId;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    // path compression, so that long chains cost no more than short ones
    for (let at = userId; at !== leader; ) {
      const next = leaders.get(at)!;
      leaders.set(at, leader);
      at = next;
    }
    return leader;
  };
  const join = (one: string, other: string) => {
    const [first, second] = [leaderOf(one), leaderOf(other)];
    if (first !== second) leaders.set(first, second);
  };
  for (const { customerId, ...user } of known) {
    users.set(user.userId, user);
    join(user.userId, customerId);
  }
  for (const { userId, previousId, at, isWeb } of links) {
    if (userId === "" || previousId === "" || userId === previousId) continue;
    users.set(userId, told(users.get(userId), { userId, isFormer: false, namedAt: at, linkedAt: at, isWeb }));
    users.set(
      previousId,
      told(users.get(previousId), {
        userId: previousId,
        isFormer: true,
        namedAt: undefined,
        linkedAt: at,
        isWeb,
      }),
    );
    join(previousId, userId);
  }
  const names = new Map<string, Omit<JoinedUser, "customerId">>();
  for (const user of users.values()) {
    const leader = leaderOf(user.userId);
    const best = names.get(leader);
    if (best === undefined || isBetterName(user, best)) names.set(leader, user);
  }
  return [...users.values()].map((user) => ({
    ...user,
    customerId: names.get(leaderOf(user.userId))!.userId,
  }));
}

type Told = Omit<JoinedUser, "customerId">;

/** Merges a known user with one more link; the order does not matter. */
function told(known: Told | undefined, link: Told): Told {
  if (known === undefined) return link;
  return {
    userId: known.userId,
    isFormer: known.isFormer || link.isFormer,
    namedAt: latest(known.namedAt, link.namedAt),
    linkedAt: Math.min(known.linkedAt, link.linkedAt),
    isWeb: known.isWeb && link.isWeb,
  };
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}

function isBetterName(user: Told, best: Told): boolean {
  if (user.isFormer !== best.isFormer) return best.isFormer;
  const [at, bestAt] = [user.namedAt ?? Number.NEGATIVE_INFINITY, best.namedAt ?? Number.NEGATIVE_INFINITY];
  return at === bestAt ? user.userId > best.userId : at > bestAt;
}
