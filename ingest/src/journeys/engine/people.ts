import { isTimeZone } from "../../settings/time-zone.js";
import { INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { bestHour, QUARTER_MS } from "../run/best-hour.js";
import type { JourneyEvent } from "../run/event.js";
import type { Facts } from "../run/facts.js";
import { factsOf } from "../run/facts-of.js";
import { type Contact, learn, UNKNOWN_CONTACT } from "../sending/contact.js";
import { groupedBy } from "./grouped-by.js";
import { shopTimeZone } from "./shop-time-zone.js";

/** A person as they are known now. */
export interface LivePerson {
  /** Key of the customer, by all that is known today. */
  readonly key: string;
  /** All keys that the customer had, this one too. */
  readonly keys: readonly string[];
  /** User id, or anonymous id of a guest. */
  readonly id: string;
  readonly isGuest: boolean;
  /** In order, each once. */
  readonly events: readonly JourneyEvent[];
  readonly contact: Contact;
  readonly timeZone: string;
  readonly usualHour: number | undefined;
}

export interface PeopleAsked {
  readonly source: string;
  /** Keys that the persons have or had. */
  readonly keys: readonly string[];
  /** Names of the events that are read. */
  readonly names: readonly string[];
  /** The hour of those who have none of their own; without it nobody's hours are read. */
  readonly hours?: { readonly ofShop: number | undefined } | undefined;
}

interface Row {
  readonly key: string;
  readonly user: string;
  readonly guest: string;
  readonly id: string;
  readonly event: string;
  readonly commerce: string;
  readonly at: number;
  readonly said: string;
  readonly zone: string;
  readonly kind: string;
}

/** The most events of a person that are read, the latest: no person is so busy. */
const MOST_EVENTS = 20_000;
/** How far back visits tell of somebody's hour, and how many quarters of an hour of them are read. */
const HOURS_DAYS = 365;
const MOST_QUARTERS = 5_000;
/** The most events that one answer has, unless they are of one customer: more are asked for in halves. */
const MOST_ROWS = 400_000;

/** The events of a source, with the key under which each was sent. */
const EVENTS = `${INTERNAL_DATABASE}.journey_events(source = {source:String})`;
const OWN = "own_key IN CAST({keys:Array(String)}, 'Array(UInt64)')";

/** Reads persons with all that their journeys ask of them. @param keys of any persons; those of one give one person */
export async function readLivePeople(
  warehouse: Pick<Warehouse, "query">,
  { source, keys, names, hours }: PeopleAsked,
): Promise<LivePerson[]> {
  return await readPeopleOf(warehouse, await readCustomers(warehouse, source, keys), {
    source,
    names,
    hours,
  });
}

/** The same for customers that were found before, by `readCustomers`. */
export async function readPeopleOf(
  warehouse: Pick<Warehouse, "query">,
  customers: ReadonlyMap<string, string>,
  { source, names, hours }: Omit<PeopleAsked, "keys">,
): Promise<LivePerson[]> {
  const people = new Map<string, { keys: string[]; rows: Row[] }>();
  for (const [key, customer] of customers) {
    const person = people.get(customer) ?? { keys: [], rows: [] };
    person.keys.push(key);
    people.set(customer, person);
  }
  const read = async (part: readonly { readonly keys: readonly string[] }[]): Promise<void> => {
    const rows = await readEvents(
      warehouse,
      source,
      part.flatMap((person) => person.keys),
      names,
      part.length > 1 ? MOST_ROWS : undefined,
    );
    if (part.length > 1 && rows.length >= MOST_ROWS) {
      await read(part.slice(0, part.length / 2));
      return await read(part.slice(part.length / 2));
    }
    for (const row of rows) people.get(customers.get(row.key)!)!.rows.push(row);
  };
  const [timeZone, visits] = await Promise.all([
    shopTimeZone(warehouse, source),
    hours === undefined ? [] : readVisits(warehouse, source, [...customers.keys()]),
    read([...people.values()]),
  ]);
  const visitsBy = groupedBy(visits, (each) => customers.get(each.key)!);
  return [...people].map(([key, person]) =>
    personOf(key, person.keys, person.rows.reverse(), visitsBy.get(key) ?? [], timeZone, hours?.ofShop),
  );
}

async function readEvents(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  keys: readonly string[],
  names: readonly string[],
  most: number | undefined,
): Promise<Row[]> {
  return await warehouse.query<Row>(
    `SELECT toString(own_key) AS key, user_id AS user, anonymous_id AS guest, message_id AS id,
       row.event AS event, commerce_event AS commerce, toFloat64(toUnixTimestamp64Milli(timestamp)) AS at, said,
       visitor_time_zone AS zone, key_kind AS kind
     FROM (SELECT * FROM ${EVENTS} AS told WHERE ${OWN}
         AND (event IN {names:Array(String)} OR commerce_event IN {names:Array(String)})
         ORDER BY told.version DESC LIMIT 1 BY kind, message_id) AS row
     ORDER BY timestamp DESC, message_id DESC LIMIT ${MOST_EVENTS} BY own_key ${most === undefined ? "" : `LIMIT ${most}`}`,
    { source, keys, names },
  );
}

/**
 * All keys of the customers who have these keys, each with the customer's own.
 *
 * @param keys of any persons; those of one give one customer
 */
export async function readCustomers(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const links = await warehouse.query<{ key: string; customer: string }>(
    `WITH links AS (SELECT person_key, customer_key FROM ${INTERNAL_VIEW})
     SELECT toString(person_key) AS key, toString(customer_key) AS customer FROM links
     WHERE customer_key IN CAST({keys:Array(String)}, 'Array(UInt64)') OR customer_key IN (SELECT customer_key FROM links WHERE person_key IN CAST({keys:Array(String)}, 'Array(UInt64)'))`,
    { source, keys },
  );
  const customers = new Map(links.map(({ key, customer }) => [key, customer]));
  for (const customer of [...customers.values()]) customers.set(customer, customer);
  for (const key of keys) if (!customers.has(key)) customers.set(key, key);
  return customers;
}

const INTERNAL_VIEW = `${INTERNAL_DATABASE}.customer_links(source = {source:String})`;

interface Visits {
  readonly key: string;
  /** Quarters of an hour since 1970, each once. */
  readonly quarters: readonly number[];
}

/** When persons came: of what pages told, since a server's import at night tells of nobody's hour. */
async function readVisits(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  keys: readonly string[],
): Promise<Visits[]> {
  return await warehouse.query<Visits>(
    `SELECT toString(own_key) AS key,
       groupUniqArray(${MOST_QUARTERS})(toUInt32(intDiv(toUnixTimestamp(toDateTime(timestamp)), ${QUARTER_MS / 1_000}))) AS quarters
     FROM ${EVENTS} WHERE ${OWN} AND key_kind = 'web' AND timestamp > now() - INTERVAL ${HOURS_DAYS} DAY GROUP BY key`,
    { source, keys },
  );
}

function personOf(
  key: string,
  keys: readonly string[],
  rows: readonly Row[],
  visits: readonly Visits[],
  shopZone: string,
  shopHour: number | undefined,
): LivePerson {
  let contact = UNKNOWN_CONTACT;
  let timeZone = shopZone;
  const events: JourneyEvent[] = [];
  for (const { id, event, commerce, at, said, zone, kind } of rows) {
    const isPages = kind === "web";
    const told = { id, name: event, commerceName: commerce, at, properties: objectOf(said), isPages };
    events.push(told);
    contact = learn(contact, told);
    if (zone !== "" && zone !== timeZone && isTimeZone(zone)) timeZone = zone;
  }
  const named = rows.find((row) => row.key === key) ?? rows.find(({ user }) => user !== "") ?? rows[0];
  const isGuest = named === undefined || named.user === "";
  return {
    ...{ key, keys, events, contact, timeZone, isGuest },
    id: isGuest ? (named?.guest ?? "") : named.user,
    usualHour: usualHour(visits, timeZone) ?? shopHour,
  };
}

function usualHour(visits: readonly Visits[], timeZone: string): number | undefined {
  if (visits.length === 0) return undefined;
  const best = bestHour(timeZone);
  for (const { quarters } of visits) for (const quarter of quarters) best.add(quarter * QUARTER_MS);
  return best.hour();
}

/** What a run asks of a person. @param isIn whether the person is in a segment */
export function factsAbout(person: LivePerson, isIn: (segment: string, person: string) => boolean): Facts {
  return factsOf(person.events, {
    timeZone: person.timeZone,
    usualHour: person.usualHour,
    traits: person.contact.traits,
    isIn: (segment) => isIn(segment, person.key),
  });
}

function objectOf(text: string): Record<string, unknown> {
  if (text === "" || text === "{}") return {};
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
