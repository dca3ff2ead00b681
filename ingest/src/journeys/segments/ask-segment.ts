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
 * @param most how many members it may have
 * @throws {Error} when its SELECT fails, or gives no customer_id; the message says what to do. The question itself throws
 *   it where there are more members than `most`
 */
export async function openSegment(
  warehouse: Pick<Warehouse, "query">,
  segment: Segment,
  asked: SegmentAsked,
  most = Number.POSITIVE_INFINITY,
): Promise<AskSegment> {
  const found = await findMembers(warehouse, segment, asked);
  const limit = Number.isFinite(most) ? `LIMIT ${most + 1}` : "";
  return async (when) => {
    const rows = await warehouse.query<{ key: string }>(
      `SELECT DISTINCT toString(key) AS key FROM (${found}) ${limit}`,
      segmentParameters(when),
    );
    if (rows.length > most)
      throw new Error(
        `The segment "${segment.name}" has more than ${most.toLocaleString("en")} members. Let its SELECT give fewer.`,
      );
    return rows.map(({ key }) => key);
  };
}

/**
 * The SELECT that finds a segment's members by the names that its own SELECT gives: `key` of the customer, `id` and
 * `guest` as they were named. A customer who is named twice stands there twice.
 *
 * @throws {Error} when the segment's SELECT fails, or gives no customer_id; the message says what to do
 */
export async function findMembers(
  warehouse: Pick<Warehouse, "query">,
  { name, select }: Segment,
  asked: SegmentAsked,
): Promise<string> {
  const columns = await warehouse
    .query<{ name: string }>(`DESCRIBE TABLE (${select}\n)`, segmentParameters(asked))
    .catch((error) => {
      throw new Error(`The segment "${name}" can't be asked: ${(error as Error).message}`);
    });
  const has = (column: string) => columns.some((each) => each.name === column);
  if (!has("customer_id"))
    throw new Error(`The segment "${name}" gives no column customer_id. Let its SELECT give one.`);
  const isGuest = has("is_guest") ? "toBool(is_guest)" : "false";
  return `
    SELECT if(links.customer_key = 0, person.person_key, links.customer_key) AS key, member.id AS id, member.guest AS guest
    FROM (SELECT DISTINCT toString(customer_id) AS id, ${isGuest} AS guest FROM (${select}\n)) AS member
    INNER JOIN safar_internal.known_persons(source = {source:String}) AS person
      ON person.person_id = member.id AND toBool(person.is_guest) = member.guest
    LEFT ANY JOIN safar_internal.customer_links(source = {source:String}) AS links
      ON links.person_key = person.person_key`;
}

/** What a segment's SELECT may ask for. */
export function segmentParameters({ source, timeZone, until }: SegmentAsked): Record<string, string> {
  return { source, since: "", until, time_zone: timeZone, currency: "" };
}
