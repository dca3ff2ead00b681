import type { JourneyDefinition } from "@safar/schemas";
import { isTimeZone } from "../../settings/time-zone.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { JourneyEvent } from "../run/event.js";
import { CONTACT_EVENTS } from "../sending/contact.js";
import { CART_EVENTS } from "../templates/cart.js";
import { shows } from "../templates/fill-in.js";

/** A person's past. */
export interface PersonPast {
  /** Key of the person, see the view customer_events. */
  readonly key: string;
  /** In order, each once; of identify calls the traits are the properties. */
  readonly events: readonly JourneyEvent[];
  /** The time zone that their browser told last; undefined when it told none. */
  readonly timeZone: string | undefined;
  /** `user <id>` and `guest <id>` of all that is known to be them; empty where nothing asks for it. */
  readonly ids: readonly string[];
}

/** A page of people, and how many events there are in all. */
export interface PeoplePage {
  readonly people: readonly PersonPast[];
  readonly events: number;
  readonly of: number;
}

/** Each page reads the whole table again, so that few large ones are faster; all of one stands in memory. */
const EVENTS_A_PAGE = 300_000;

interface Row {
  readonly key: string;
  readonly id: string;
  readonly event: string;
  readonly commerce: string;
  readonly at: number;
  readonly said: string;
  readonly zone: string;
  readonly kind: string;
  readonly id_told: string;
}

/** The events that a definition asks of, those that its messages show, and those that tell how a person can be reached. */
export function namesOf(definition: JourneyDefinition): string[] {
  const names = new Set<string>(["identify", ...CONTACT_EVENTS]);
  if (shows(definition.nodes, "cart")) for (const name of CART_EVENTS) names.add(name);
  JSON.stringify(definition, (field, value) => {
    if (typeof value === "string" && ["event", "did", "didNot"].includes(field)) names.add(value);
    return value;
  });
  return [...names];
}

/**
 * Reads the past of all people, page by page, so that no answer is large.
 *
 * @param until local time of the day after the last, as the views take it
 * @param needs whether all events are read, for the hours at which people come; and the ids of people
 */
export async function* readPeople(
  warehouse: Pick<Warehouse, "query">,
  definition: JourneyDefinition,
  { source, until, timeZone }: { source: string; until: string; timeZone: string },
  { withHours, withIds }: { readonly withHours: boolean; readonly withIds: boolean },
): AsyncGenerator<PeoplePage> {
  const asked = { source, until, timeZone, names: namesOf(definition) };
  const isNamed = "(event IN {names:Array(String)} OR commerce_event IN {names:Array(String)})";
  const from = `safar.customer_events(
    source = {source:String}, since = '', until = {until:String}, time_zone = {timeZone:String})`;
  const where = withHours ? "true" : isNamed;
  const [count] = await warehouse.query<{ n: number }>(
    `SELECT toFloat64(count()) AS n FROM ${from} WHERE ${where}`,
    asked,
  );
  const of = count?.n ?? 0;
  const pages = Math.max(1, Math.ceil(of / EVENTS_A_PAGE));
  for (let page = 0; page < pages; page++) {
    const rows = await warehouse.query<Row>(
      `SELECT toString(customer_key) AS key, message_id AS id, event, commerce_event AS commerce,
         toFloat64(toUnixTimestamp64Milli(timestamp)) AS at,
         multiIf(event = 'identify', traits, ${isNamed}, properties, '{}') AS said, visitor_time_zone AS zone,
         key_kind AS kind, ${withIds ? OWN_ID : "''"} AS id_told
       FROM ${from} WHERE ${where} AND customer_key % {pages:UInt32} = {page:UInt32}
       ORDER BY customer_key, timestamp, message_id`,
      { ...asked, pages, page },
    );
    yield { people: peopleOf(rows), events: rows.length, of };
  }
}

const OWN_ID = "if(user_id != '', concat('user ', user_id), concat('guest ', anonymous_id))";

function peopleOf(rows: readonly Row[]): PersonPast[] {
  const people: PersonPast[] = [];
  let events: JourneyEvent[] = [];
  let ids = new Set<string>();
  let timeZone: string | undefined;
  for (const [place, { key, id, event, commerce, at, said, zone, kind, id_told }] of rows.entries()) {
    const told = { id, name: event, commerceName: commerce, at, properties: objectOf(said) };
    events.push({ ...told, isPages: kind === "web" });
    if (zone !== "" && zone !== timeZone && isTimeZone(zone)) timeZone = zone;
    if (id_told !== "") ids.add(id_told);
    if (rows[place + 1]?.key === key) continue;
    people.push({ key, events, timeZone, ids: [...ids] });
    events = [];
    ids = new Set();
    timeZone = undefined;
  }
  return people;
}

function objectOf(text: string): Record<string, unknown> {
  const value = text === "" || text === "{}" ? {} : JSON.parse(text);
  return typeof value === "object" && value !== null ? value : {};
}
