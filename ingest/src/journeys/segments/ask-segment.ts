import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { Segment } from "./find-segment.js";

/** Which shop a segment is asked of, and as of when. */
export interface SegmentAsked {
  readonly source: string;
  readonly timeZone: string;
  /** As a clock in the time zone shows it. */
  readonly until: string;
}

/** Asks who is in a segment. @returns keys of persons, see the view customer_events */
export type AskSegment = (asked: SegmentAsked) => Promise<string[]>;

/**
 * Makes ready to ask a segment.
 *
 * @throws {Error} when its SELECT fails, or gives no customer_id; the message says what to do
 */
export async function openSegment(
  warehouse: Pick<Warehouse, "query">,
  { name, select }: Segment,
  asked: SegmentAsked,
): Promise<AskSegment> {
  const columns = await warehouse
    .query<{ name: string }>(`DESCRIBE TABLE (${select}\n)`, parametersOf(asked))
    .catch((error) => {
      throw new Error(`The segment "${name}" can't be asked: ${(error as Error).message}`);
    });
  const has = (column: string) => columns.some((each) => each.name === column);
  if (!has("customer_id"))
    throw new Error(`The segment "${name}" gives no column customer_id. Let its SELECT give one.`);
  const isGuest = has("is_guest") ? "toBool(is_guest)" : "false";
  const statement = `
    SELECT DISTINCT toString(if(links.customer_key = 0, person.person_key, links.customer_key)) AS key
    FROM (SELECT DISTINCT toString(customer_id) AS id, ${isGuest} AS guest FROM (${select}\n)) AS member
    INNER JOIN safar_internal.known_persons(source = {source:String}) AS person
      ON person.person_id = member.id AND toBool(person.is_guest) = member.guest
    LEFT ANY JOIN safar_internal.customer_links(source = {source:String}) AS links
      ON links.person_key = person.person_key`;
  return async (when) => {
    const rows = await warehouse.query<{ key: string }>(statement, parametersOf(when));
    return rows.map(({ key }) => key);
  };
}

function parametersOf({ source, timeZone, until }: SegmentAsked): Record<string, string> {
  return { source, since: "", until, time_zone: timeZone, currency: "" };
}
