import type { CustomerMoment, CustomerMoments } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { readMessages } from "../journal/read-messages.js";
import { readRuns } from "../journal/read-runs.js";
import { type CustomerAsked, labelsOf, readIds, warehouseOf } from "./read-ids.js";

/** Which part of a time line. */
export interface MomentsAsked extends CustomerAsked {
  /** What a page before gave; '' for the latest. */
  readonly before: string;
  readonly rows: number;
}

/** The most messages of one customer that are looked at: caps let three a week through. */
const MOST_MESSAGES = 5_000;

/**
 * What a customer did, and what journeys did about them, the latest first: events, orders, refunds, messages, and the
 * journeys that they came into and left.
 *
 * @returns one page
 */
export async function readMoments(
  read: Read,
  { before, rows, ...asked }: MomentsAsked,
): Promise<CustomerMoments[]> {
  const found = await readIds(read, asked);
  if (found === undefined) return [{ moments: [], before: "" }];
  const from = placeOf(before);
  const labels = labelsOf(found.ids);
  const warehouse = warehouseOf(read);
  const [events, runs, messages] = await Promise.all([
    readEvents(read, asked.source, found.ids, from, rows + 1),
    readRuns(warehouse, asked.source, labels),
    readMessages(warehouse, asked.source, { labels, limit: MOST_MESSAGES }),
  ]);
  const own = [
    ...events,
    ...runs.flatMap((run) => [
      moment("entered", `entered ${run.id}`, run.enteredAt, run.journey, {
        about: run.entry?.name ?? "",
        by: run.isControl ? "control" : "",
      }),
      ...(run.status === "ended"
        ? [moment("left", `left ${run.id}`, run.statusAt, run.journey, { about: run.node, why: run.why })]
        : []),
    ]),
    ...messages.map(({ id, statusAt, journey, node, channel, status, why }) =>
      moment("message", `message ${id}`, statusAt, journey, { about: node, by: channel, status, why }),
    ),
  ]
    .filter((each) => isBefore(each, from))
    .sort((one, other) => (isBefore(one, other) ? 1 : -1));
  const page = own.slice(0, rows);
  const last = page.at(-1);
  return [
    {
      moments: page.map(({ at, ...each }) => ({ ...each, at: new Date(at).toISOString() })),
      before: own.length > rows && last ? `${last.at} ${last.id}` : "",
    },
  ];
}

type Moment = Omit<CustomerMoment, "at"> & { readonly at: number };
type Place = Pick<Moment, "at" | "id">;

function moment(
  kind: CustomerMoment["kind"],
  id: string,
  at: number,
  name: string,
  more: Partial<Omit<Moment, "kind" | "id" | "at" | "name">>,
): Moment {
  const nothing = { about: "", value: null, currency: "", by: "", status: "", why: "" };
  return { kind, id, at, name, ...nothing, ...more };
}

/** Reads `<epoch milliseconds> <id>`. */
function placeOf(before: string): Place {
  const blank = before.indexOf(" ");
  return blank < 0
    ? { at: Number.MAX_SAFE_INTEGER, id: "" }
    : { at: Number(before.slice(0, blank)), id: before.slice(blank + 1) };
}

/** In the order of the engine, which compares texts by their bytes. */
function isBefore(one: Place, other: Place): boolean {
  return (
    one.at < other.at ||
    (one.at === other.at && Buffer.compare(Buffer.from(one.id), Buffer.from(other.id)) < 0)
  );
}

interface EventRow {
  readonly id: string;
  readonly at: number;
  readonly event: string;
  readonly step: string;
  readonly about: string;
  readonly value: string | null;
  readonly currency: string;
  readonly by: string;
}

const KINDS: Readonly<Record<string, "order" | "refund">> = {
  ...{ completed: "order", updated: "order", cancelled: "order", refunded: "refund" },
};

async function readEvents(
  read: Read,
  source: string,
  ids: readonly { readonly id: string; readonly isGuest: boolean }[],
  { at, id: before }: Place,
  rows: number,
): Promise<Moment[]> {
  const named = (isGuest: boolean) => ids.filter((each) => each.isGuest === isGuest).map(({ id }) => id);
  const told = await read<EventRow>(
    `SELECT message_id AS id, toFloat64(toUnixTimestamp64Milli(timestamp)) AS at,
       if(type = 'track', toString(event), toString(type)) AS event, toString(order_step) AS step,
       substringUTF8(multiIf(order_id != '', order_id, type = 'alias', previous_id, notEmpty(products.name), arrayStringConcat(arraySlice(products.name, 1, 5), ', '),
         name != '' AND page_path != '', concat(name, ' · ', page_path), concat(name, page_path)), 1, 300) AS about,
       toString(order_value) AS value,
       toString(if(currency = '' AND order_value IS NOT NULL, source_currency, currency)) AS currency,
       toString(key_kind) AS by
     FROM (SELECT * FROM ${DATABASE}.event_rows
       WHERE source_id = {source:String}
         AND (user_id IN {users:Array(String)} OR user_id = '' AND anonymous_id IN {guests:Array(String)})
         AND (timestamp, concat('event ', message_id)) < (fromUnixTimestamp64Milli({at:Int64}, 'UTC'), {before:String})
       ORDER BY version DESC LIMIT 1 BY kind, message_id)
     ORDER BY timestamp DESC, message_id DESC LIMIT {rows:UInt32}`,
    { source, users: named(false), guests: named(true), at: Math.min(at, LATEST_MS), before, rows },
  );
  return told.map(({ id, at: happened, event, step, ...more }) =>
    moment(KINDS[step] ?? "event", `event ${id}`, happened, event, more),
  );
}

/** The last day of ClickHouse's calendar. */
const LATEST_MS = Date.UTC(2299, 11, 31);
