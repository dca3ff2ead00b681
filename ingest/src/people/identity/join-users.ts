/** What an alias says: the person with the one user id has the other one now. */
export interface UserLink {
  readonly userId: string;
  readonly previousId: string;
  /** When it was said, epoch milliseconds. */
  readonly at: number;
  /** Whether a page's key said it. */
  readonly isWeb: boolean;
}

/** A user whom aliases joined with others. */
export interface JoinedUser {
  readonly userId: string;
  /** The user id that the person is called by. */
  readonly customerId: string;
  /** Whether an alias names it as the previous id. */
  readonly isFormer: boolean;
  /** When an alias last led to it, epoch milliseconds; undefined when none did. */
  readonly namedAt: number | undefined;
  /** When an alias first told of it, epoch milliseconds. */
  readonly linkedAt: number;
  /** Whether pages' keys alone told of it. */
  readonly isWeb: boolean;
}

/**
 * Joins users into persons: whom links join, directly or through others, is one person. Neither the order of the links
 * nor that of the users matters, and a circle is one person.
 *
 * A person is called by the id that no alias leaves; where there are several, or none, by the one to which an alias led
 * last, and then by the greatest.
 *
 * @param known users who were joined before, with all who were joined with them
 * @returns them, and those of the links
 */
export function joinUsers(known: readonly JoinedUser[], links: readonly UserLink[]): JoinedUser[] {
  const users = new Map<string, Omit<JoinedUser, "customerId">>();
  const leaders = new Map<string, string>();
  const leaderOf = (userId: string): string => {
    let leader = userId;
    for (let next = leaders.get(leader); next !== undefined; next = leaders.get(leader)) leader = next;
    // the whole way is shortened, so that long chains cost no more than short ones
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

/** What is known of a user and what one more link tells, in any order. */
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
