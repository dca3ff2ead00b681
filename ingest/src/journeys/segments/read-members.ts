import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { keyOf } from "../run/run.js";
import { findMembers, type SegmentAsked, segmentParameters } from "./ask-segment.js";
import type { Segment } from "./find-segment.js";

/** Somebody who is in a segment. */
export interface Member {
  /** Key of the customer. */
  readonly key: string;
  /** User id, or anonymous id of a guest. */
  readonly id: string;
  readonly isGuest: boolean;
  /** Whether the last look found the person, too. */
  readonly wasIn: boolean;
}

/** A look at the segment of a journey's entry. */
export interface MembersAsked extends SegmentAsked {
  readonly journey: string;
  /** The moment of the look before, epoch milliseconds; undefined when there was none. */
  readonly last: number | undefined;
}

/** The members that are read at a time, so that no answer is large. */
const MOST_MEMBERS = 100_000;
/** A journey that lets in more people at a time was not meant so. */
const MOST_PAGES = 100;

/**
 * Reads who is in a segment, and who of them was in it at the look before, also under another key of theirs.
 *
 * @param atATime how many members a page has, more or less
 * @returns pages; an answer that is small is one
 * @throws {Error} when the segment can't be asked, or is too large; the message says what to do
 */
export async function* readMembers(
  warehouse: Pick<Warehouse, "query">,
  segment: Segment,
  asked: MembersAsked,
  atATime = MOST_MEMBERS,
): AsyncGenerator<Member[]> {
  const found = await findMembers(warehouse, segment, asked);
  const parameters = {
    ...segmentParameters(asked),
    ...{ journey: asked.journey, segment: segmentHash(segment.select), last: asked.last ?? 0 },
  };
  const page = async (number: number, pages: number, most: number) =>
    await warehouse.query<Member>(
      `SELECT toString(own.key) AS key, own.name.1 AS id, own.name.2 AS isGuest, own.key IN (${BEFORE}) AS wasIn
       FROM (SELECT key, argMin((id, guest), (guest, id)) AS name FROM (${found})
         WHERE key % {pages:UInt32} = {page:UInt32} GROUP BY key LIMIT {most:UInt32}) AS own`,
      { ...parameters, pages, page: number, most },
    );
  const first = await page(0, 1, atATime + 1);
  if (first.length <= atATime) {
    yield first;
    return;
  }
  const [all] = await warehouse.query<{ n: number }>(
    `SELECT toFloat64(uniqExact(key)) AS n FROM (${found})`,
    parameters,
  );
  // Some more, since by lot one page is larger than another.
  const pages = Math.ceil((all!.n * 1.2) / atATime);
  if (pages > MOST_PAGES)
    throw new Error(
      `The segment "${segment.name}" has ${all!.n.toLocaleString("en")} members. Let its SELECT give fewer.`,
    );
  for (let number = 0; number < pages; number++) {
    const members = await page(number, pages, 2 * atATime);
    // The page is asked for again with the whole look, and nobody is left out unsaid.
    if (members.length === 2 * atATime)
      throw new Error(`The segment "${segment.name}" grew while it was read. It is read again.`);
    yield members;
  }
}

/** Whom the last look had found, by the keys of today. A look that was cut off has found some already, who are in. */
const BEFORE = `
  SELECT if(links.customer_key = 0, was.person_key, links.customer_key) AS was_key
  FROM ${DATABASE}.journey_members AS was
  LEFT ANY JOIN safar_internal.customer_links(source = {source:String}) AS links ON links.person_key = was.person_key
  WHERE was.source_id = {source:String} AND was.journey_id = {journey:String} AND was.segment = {segment:String}
    AND {last:Int64} > 0 AND was.looked_at >= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`;

/** Writes whom a look found. @param at its moment, epoch milliseconds */
export async function writeMembers(
  warehouse: Pick<Warehouse, "insert">,
  { source, journey }: Pick<MembersAsked, "source" | "journey">,
  select: string,
  at: number,
  members: readonly Member[],
): Promise<void> {
  if (members.length === 0) return;
  const segment = segmentHash(select);
  await warehouse.insert(
    "journey_members",
    ["source_id", "journey_id", "segment", "person_key", "customer_id", "is_guest", "looked_at"],
    members.map(({ key, id, isGuest }) => JSON.stringify([source, journey, segment, key, id, isGuest, at])),
  );
}

/** What tells one SELECT from another. */
export function segmentHash(select: string): string {
  return keyOf("segment", select);
}
