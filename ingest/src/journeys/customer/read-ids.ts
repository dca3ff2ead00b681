import type { CustomerId, CustomerLink } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { findPerson, type PersonLink } from "../../people/person.js";
import { INTERNAL_DATABASE } from "../../store/warehouse/statements.js";

/** Which customer is asked about, and of which shop. */
export interface CustomerAsked extends CustomerId {
  readonly source: string;
}

/** An id of a customer, with what events say under it. Times are epoch milliseconds. */
export interface OwnId extends CustomerId {
  /** Key of the id, see the view journey_events. */
  readonly key: string;
  readonly events: number;
  readonly first: number;
  readonly last: number;
}

/** All ids that are one customer by the rule of the figures, and those that a device alone suggests. */
export interface CustomerIds {
  /** Key of the customer. */
  readonly key: string;
  /** As figures call them. */
  readonly called: CustomerId;
  readonly ids: readonly OwnId[];
  readonly links: readonly PersonLink[];
}

/** What is asked of a warehouse elsewhere, asked as the dashboard's reader. */
export function warehouseOf(read: Read) {
  return { query: <Row>(select: string, params: object = {}) => read<Row>(select, { ...params }) };
}

/**
 * Finds the ids of a customer. What a device alone suggests is told among the links, and is no id of theirs: figures
 * count it as a customer of its own.
 *
 * @returns undefined when no event names the id, robots and tests aside
 */
export async function readIds(
  read: Read,
  { source, id, isGuest }: CustomerAsked,
): Promise<CustomerIds | undefined> {
  const [key, [person]] = await Promise.all([
    readKey(read, { source, id, isGuest }),
    findPerson(warehouseOf(read), id, [source], { as: isGuest ? "guest" : "user" }),
  ]);
  const { labels = [], links = [] } = person ?? {};
  const suggested = links.filter(({ by }) => by === "device").map(({ from }) => from);
  const own = labels.filter((label) => !suggested.includes(label)).map(idOfLabel);
  const users = own.filter((each) => !each.isGuest).map((each) => each.id);
  const guests = own.filter((each) => each.isGuest).map((each) => each.id);
  const ids = await read<OwnId>(
    `SELECT toString(own_key) AS key, if(user_id != '', user_id, anonymous_id) AS id, user_id = '' AS isGuest,
       toUInt32(uniq(message_id)) AS events, toFloat64(toUnixTimestamp64Milli(min(timestamp))) AS first,
       toFloat64(toUnixTimestamp64Milli(max(timestamp))) AS last
     FROM ${INTERNAL_DATABASE}.journey_events(source = {source:String})
     WHERE user_id IN {users:Array(String)} OR user_id = '' AND anonymous_id IN {guests:Array(String)}
     GROUP BY key, id, isGuest ORDER BY isGuest, id`,
    { source, users, guests },
  );
  if (ids.length === 0) return undefined;
  const told = ids.map((each) => ({ ...each, isGuest: Boolean(each.isGuest) }));
  const asked = told.find((each) => each.id === id && each.isGuest === isGuest) ?? told[0]!;
  const called = told.find((each) => each.key === (key ?? asked.key)) ?? asked;
  return { key: key ?? asked.key, called: { id: called.id, isGuest: called.isGuest }, ids: told, links };
}

/** The key by which figures know the customer of an id; undefined when no event names the id. */
export async function readKey(
  read: Read,
  { source, id, isGuest }: CustomerAsked,
): Promise<string | undefined> {
  const [own] = await read<{ key: string }>(
    `SELECT toString(if(links.customer_key = 0, own.key, links.customer_key)) AS key
     FROM (SELECT own_key AS key FROM ${INTERNAL_DATABASE}.journey_events(source = {source:String})
       WHERE user_id = {user:String} AND ({user:String} != '' OR anonymous_id = {guest:String}) LIMIT 1) AS own
     LEFT ANY JOIN ${INTERNAL_DATABASE}.customer_links(source = {source:String}) AS links ON links.person_key = own.key`,
    { source, user: isGuest ? "" : id, guest: isGuest ? id : "" },
  );
  return own?.key;
}

/** A link between two ids, as the page is told of it. */
export function toldLink({ from, to, by, at }: PersonLink): CustomerLink {
  return {
    ...{ from: idOfLabel(from), to: idOfLabel(to), by },
    at: at === undefined ? null : new Date(at).toISOString(),
  };
}

/** The id of a label such as `user/u1`. */
function idOfLabel(label: string): CustomerId {
  const at = label.indexOf("/");
  return { id: label.slice(at + 1), isGuest: label.slice(0, at) === "guest" };
}

/** The labels of ids, as the tables of persons know them. */
export function labelsOf(ids: readonly CustomerId[]): string[] {
  return ids.map(({ id, isGuest }) => `${isGuest ? "guest" : "user"}/${id}`);
}
