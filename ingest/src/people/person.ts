import { normalId } from "@safar/schemas";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import { believedAliases } from "./identity/aliases.js";
import { joinUsers } from "./identity/join-users.js";

/** The ids under which one source knows one person. */
export interface Person {
  readonly source: string;
  /** `user/<user id>` and `guest/<anonymous id>`, as in the list of tables in `@safar/schemas`. */
  readonly labels: readonly string[];
  /** Why each of them but the first is the same person. */
  readonly links: readonly PersonLink[];
}

/** Two ids of one person, and who said so. */
export interface PersonLink {
  readonly source: string;
  /** Labels. */
  readonly from: string;
  readonly to: string;
  /**
   * A server's key, a page's key, which anybody can read, or nobody: a device whose events name this user alone. Figures
   * count such a device's guest as a customer of their own.
   */
  readonly by: "server" | "page" | "device";
  /** Epoch milliseconds; undefined for a device. */
  readonly at: number | undefined;
}

export interface FindOptions {
  /** `trusted` follows servers' links alone. Default: all. */
  readonly links?: "all" | "trusted" | undefined;
  /** What the id is, where it is both and two persons. Default: whatever is stored. */
  readonly as?: "user" | "guest" | undefined;
}

/** An id that names two persons; the message says what to do. */
export class AmbiguousPersonError extends Error {
  override readonly name = "AmbiguousPersonError";
}

const user = (id: string) => `user/${id}`;
const guest = (id: string) => `guest/${id}`;

type Asked = Pick<Warehouse, "query">;

/**
 * Finds all ids of one person by the rule of the figures (the view customer_links): the users that aliases joined, and
 * the guests whose first link leads to one of them. Beyond that rule, a guest without a link belongs to the only user
 * whom events of the same device name. A device that several users share is its first user's; what the others did
 * under their own ids stays theirs.
 *
 * @param id a user id or an anonymous id
 * @param sources to look in
 * @throws {AmbiguousPersonError} when it is the user id of one person and the anonymous id of another
 */
export async function findPerson(
  warehouse: Asked,
  id: string,
  sources: readonly string[],
  options: FindOptions = {},
): Promise<Person[]> {
  const persons: Person[] = [];
  for (const source of sources) {
    // Rows of an earlier release hold ids as they were sent.
    const spellings = [...new Set([normalId(id), id])];
    const found = await Promise.all(spellings.map((one) => personOf(warehouse, one, source, options)));
    persons.push({
      source,
      labels: [...new Set(found.flatMap(({ labels }) => labels))].sort(),
      links: found.flatMap(({ links }) => links),
    });
  }
  return persons;
}

async function personOf(
  warehouse: Asked,
  id: string,
  source: string,
  { links: follow = "all", as }: FindOptions,
): Promise<Person> {
  const isFollowed = ({ by }: PersonLink) => follow === "all" || by === "server";
  const roles = as === undefined ? await rolesOf(warehouse, source, id) : [as];
  const ownLink = roles.includes("guest")
    ? (await guestLinks(warehouse, source, [id], [])).find(isFollowed)
    : undefined;
  const first = roles.includes("user") ? id : ownLink && idOf(ownLink.to);
  const users = await joinedWith(warehouse, source, first, isFollowed);
  if (roles.length === 2 && !(ownLink && users.ids.includes(idOf(ownLink.to))))
    throw new AmbiguousPersonError(
      `${id} is the user id of one person and the anonymous id of another in the source ${source}. Use --as user or --as guest.`,
    );
  const guests = (await guestLinks(warehouse, source, [], users.ids)).filter(isFollowed);
  // what is known of neither may still stand in a refused event
  const own = roles.length === 0 ? [user(id), guest(id)] : [roles.includes("user") ? user(id) : guest(id)];
  const labels = [...own, ...users.ids.map(user), ...guests.map(({ from }) => from)];
  return { source, labels: [...new Set(labels)].sort(), links: [...users.links, ...guests] };
}

/** As what the id is known. */
async function rolesOf(warehouse: Asked, source: string, id: string): Promise<("user" | "guest")[]> {
  const [found] = await warehouse.query<{ user: number; guest: number; previous: number }>(
    `SELECT toUInt8(countIf(user_id = {id:String}) > 0) AS user,
       toUInt8(countIf(anonymous_id = {id:String} AND (user_id = '' OR kind = 'identity')) > 0) AS guest,
       toUInt8(countIf(kind = 'alias' AND previous_id = {id:String}) > 0) AS previous
     FROM event_rows
     WHERE source_id = {source:String} AND (user_id = {id:String} OR anonymous_id = {id:String} OR previous_id = {id:String})`,
    { source, id },
  );
  const isJoined = (await believedAliases(warehouse, { sources: [source], users: [id] })).length > 0;
  const isUser = found?.user === 1 || isJoined;
  // that an alias alone names a guest of a user's id makes nobody of it
  const isGuest = found?.guest === 1 || (found?.previous === 1 && !isUser);
  return [...(isUser ? (["user"] as const) : []), ...(isGuest ? (["guest"] as const) : [])];
}

/** The users who are one person with this one, and the links that say so. */
async function joinedWith(
  warehouse: Asked,
  source: string,
  userId: string | undefined,
  isFollowed: (link: PersonLink) => boolean,
): Promise<{ ids: string[]; links: PersonLink[] }> {
  if (userId === undefined) return { ids: [], links: [] };
  const told = (await believedAliases(warehouse, { sources: [source] }))
    .map((alias) => ({
      alias,
      link: {
        source,
        from: user(alias.previousId),
        to: user(alias.userId),
        by: alias.isWeb ? ("page" as const) : ("server" as const),
        at: alias.at,
      },
    }))
    .filter(({ link }) => isFollowed(link));
  const persons = joinUsers(
    [],
    told.map(({ alias }) => alias),
  );
  const customer = persons.find((person) => person.userId === userId)?.customerId;
  const ids = persons.filter(({ customerId }) => customerId === customer).map((person) => person.userId);
  const labels = new Set(ids.map(user));
  return {
    ids: ids.length > 0 ? ids : [userId],
    links: told.flatMap(({ link }) => (labels.has(link.to) ? [link] : [])),
  };
}

/** The links of these guests, and of guests whom a link leads to one of these users; devices included. */
async function guestLinks(
  warehouse: Asked,
  source: string,
  guests: readonly string[],
  users: readonly string[],
): Promise<PersonLink[]> {
  const params = { source, guests, users };
  const [linked, devices] = await Promise.all([
    warehouse.query<{ guest: string; user: string; web: number; at: string }>(
      `SELECT if(kind = 'alias', previous_id, anonymous_id) AS guest, argMin(user_id, person_stamp) AS user,
       toUInt8(argMin(key_kind = 'web', person_stamp)) AS web,
       toString(toUnixTimestamp64Milli(argMin(timestamp, person_stamp))) AS at
     FROM event_rows FINAL
     WHERE source_id = {source:String} AND kind IN ('identity', 'alias') AND notEmpty(linked_keys)
     GROUP BY guest
     HAVING guest IN {guests:Array(String)} OR user IN {users:Array(String)}`,
      params,
    ),
    warehouse.query<{ guest: string; user: string }>(
      `SELECT anonymous_id AS guest, max(user_id) AS user
     FROM event_rows
     WHERE source_id = {source:String} AND anonymous_id != '' AND (anonymous_id IN {guests:Array(String)}
         OR anonymous_id GLOBAL IN (SELECT anonymous_id FROM event_rows
           WHERE source_id = {source:String} AND user_id IN {users:Array(String)} AND user_id != ''))
       AND anonymous_id GLOBAL NOT IN (SELECT if(kind = 'alias', previous_id, anonymous_id) FROM event_rows
         WHERE source_id = {source:String} AND kind IN ('identity', 'alias') AND notEmpty(linked_keys))
     GROUP BY anonymous_id
     HAVING uniqExactIf(user_id, user_id != '') = 1 OR countIf(user_id != '' AND user_id NOT IN {users:Array(String)}) = 0
       AND countIf(user_id != '') > 0`,
      params,
    ),
  ]);
  return [
    ...linked.map((link) => ({
      source,
      from: guest(link.guest),
      to: user(link.user),
      by: link.web === 1 ? ("page" as const) : ("server" as const),
      at: Number(link.at),
    })),
    ...devices.map((device) => ({
      source,
      from: guest(device.guest),
      to: user(device.user),
      by: "device" as const,
      at: undefined,
    })),
  ];
}

function idOf(label: string): string {
  return label.slice(label.indexOf("/") + 1);
}

/**
 * The sources to look in: the one that is named, or all that events or dead letters name; '' is that of messages that
 * were no events.
 *
 * @throws {Error} when there is no source of this name
 */
export async function sourcesToSearch(warehouse: Asked, source: string | undefined): Promise<string[]> {
  const rows = await warehouse.query<{ source_id: string }>(
    "SELECT DISTINCT source_id FROM event_rows UNION DISTINCT SELECT DISTINCT source_id FROM dead_letters",
  );
  const stored = rows.map(({ source_id }) => source_id).sort();
  if (source === undefined) return stored;
  const known = await warehouse.query<{ source_id: string }>("SELECT DISTINCT source_id FROM sources");
  const all = [...new Set([...stored, ...known.map(({ source_id }) => source_id)])].sort();
  if (all.includes(source)) return [source];
  throw new Error(
    `There is no source ${source}. There are: ${all.filter(Boolean).join(", ") || "none yet"}.`,
  );
}
