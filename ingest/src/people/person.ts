import { normalId } from "@safar/schemas";
import type { Warehouse } from "../warehouse/warehouse.js";

/** The ids under which one source knows one person. */
export interface Person {
  readonly source: string;
  /** `user/<user id>` and `guest/<anonymous id>`, as in the list of tables in `@safar/schemas`. */
  readonly labels: readonly string[];
}

const USER = "user/";
const GUEST = "guest/";

/** Links are followed so often; each round follows whole chains of aliases, so none is that long. */
const MOST_ROUNDS = 20;

/**
 * Finds all ids of one person: what an identify or an alias linked, in either direction, and anonymous ids that stand
 * on the person's own events and on nobody else's. A device that several users share is its first user's, as in the
 * figures; what the others did under their own ids stays theirs.
 *
 * @param id a user id or an anonymous id
 * @param sources to look in
 */
export async function findPerson(
  warehouse: Pick<Warehouse, "query">,
  id: string,
  sources: readonly string[],
): Promise<Person[]> {
  const persons: Person[] = [];
  for (const source of sources) {
    // Rows of an earlier release hold ids as they were sent.
    const labels = new Set([normalId(id), id].flatMap((one) => [USER + one, GUEST + one]));
    for (let round = 0, before = 0; labels.size > before && round < MOST_ROUNDS; round++) {
      before = labels.size;
      for (const label of await linkedLabels(warehouse, source, [...labels])) labels.add(label);
    }
    persons.push({ source, labels: [...labels].sort() });
  }
  return persons;
}

/** The sources that events or dead letters name; '' is that of messages that were no events. */
export async function sourcesOf(warehouse: Pick<Warehouse, "query">): Promise<string[]> {
  const rows = await warehouse.query<{ source_id: string }>(
    "SELECT DISTINCT source_id FROM event_rows UNION DISTINCT SELECT DISTINCT source_id FROM dead_letters",
  );
  return rows.map(({ source_id }) => source_id).sort();
}

async function linkedLabels(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  labels: readonly string[],
): Promise<string[]> {
  const users = labels.filter((label) => label.startsWith(USER)).map((label) => label.slice(USER.length));
  const guests = labels.filter((label) => label.startsWith(GUEST)).map((label) => label.slice(GUEST.length));
  const params = { source, users, guests };
  const links = await warehouse.query<{ linked: string; anonymous: boolean; customer: string }>(
    `SELECT linked_id AS linked, is_anonymous_id AS anonymous, customer_id AS customer FROM identity_links
     WHERE source_id = {source:String}
       AND (customer_id IN {users:Array(String)}
         OR is_anonymous_id AND linked_id IN {guests:Array(String)}
         OR NOT is_anonymous_id AND linked_id IN {users:Array(String)})`,
    params,
  );
  const devices = await warehouse.query<{ id: string }>(
    `SELECT anonymous_id AS id FROM event_rows
     WHERE source_id = {source:String} AND anonymous_id != '' AND anonymous_id NOT IN {guests:Array(String)}
       AND anonymous_id IN (SELECT anonymous_id FROM event_rows
         WHERE source_id = {source:String} AND user_id IN {users:Array(String)} AND user_id != '')
       AND anonymous_id NOT IN (SELECT linked_id FROM identity_links
         WHERE source_id = {source:String} AND is_anonymous_id AND customer_id NOT IN {users:Array(String)})
     GROUP BY anonymous_id
     HAVING countIf(user_id != '' AND user_id NOT IN {users:Array(String)}) = 0`,
    params,
  );
  const owners = await warehouse.query<{ id: string }>(
    `SELECT any(user_id) AS id FROM event_rows
     WHERE source_id = {source:String} AND user_id != '' AND anonymous_id IN {guests:Array(String)}
       AND anonymous_id NOT IN (SELECT linked_id FROM identity_links
         WHERE source_id = {source:String} AND is_anonymous_id)
     GROUP BY anonymous_id HAVING uniqExact(user_id) = 1`,
    params,
  );
  return [
    ...owners.map(({ id }) => USER + id),
    ...links.flatMap(({ linked, anonymous, customer }) => [
      USER + customer,
      (anonymous ? GUEST : USER) + linked,
    ]),
    ...devices.map(({ id }) => GUEST + id),
  ];
}
