import { nearCommerceEvent } from "@safar/schemas";
import { DATABASE, INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import type { ComposedQuestion, Read } from "./question.js";

const PARAMS = ["source", "person", "event", "rows"] as const;

/** How far back one looks, as SQL. */
const LATELY = "now('UTC') - INTERVAL 30 MINUTE";

/** What is asked of events and persons, over `event` and `person`. */
const FILTERS = `({person:String} = '' OR person = {person:String})
  AND ({event:String} = '' OR positionCaseInsensitiveUTF8(event, {event:String}) > 0)`;

/** What the page shows of what arrives and is in no figure; the last half hour alone. */
export const LIVE_QUESTIONS = {
  /** Events that were refused, the latest first. */
  refused: {
    params: PARAMS,
    rows: (read, params) =>
      read<object>(
        `SELECT toString(received_at) AS received_at, code, message, event, person, is_guest FROM (
           SELECT received_at, toString(letter.code) AS code, substringUTF8(letter.message, 1, 300) AS message,
             substringUTF8(if(JSONType(body) = 'Object', JSONExtractString(body, 'event'), ''), 1, 200) AS event,
             if(JSONType(body) = 'Object', JSONExtractString(body, 'userId'), '') AS user,
             substringUTF8(multiIf(user != '', user, JSONType(body) = 'Object', JSONExtractString(body, 'anonymousId'), ''), 1, 200) AS person,
             toBool(user = '') AS is_guest
           FROM ${DATABASE}.dead_letters AS letter
           WHERE source_id = {source:String} AND letter.received_at >= ${LATELY})
         WHERE ${FILTERS} ORDER BY received_at DESC, code LIMIT {rows:UInt32}`,
        params,
      ),
  },
  /** Orders and refunds that arrived and are in no figure, with the reason, and events whose name nobody reads. */
  not_counted: {
    params: PARAMS,
    rows: async (read, params) => {
      const [orders, names] = await Promise.all([readOrders(read, params), readNames(read, params)]);
      const rows = [...orders, ...names].sort((one, other) => (one.received_at < other.received_at ? 1 : -1));
      return rows.slice(0, Number(params.rows));
    },
  },
} as const satisfies Readonly<Record<string, ComposedQuestion>>;

interface NotCounted {
  readonly received_at: string;
  readonly event: string;
  readonly person: string;
  readonly is_guest: boolean;
  readonly about: string;
  readonly reason: string;
  readonly closest_name: string;
}

/** Stored lately; an event that came twice stands there twice until its copies are merged. */
const ARRIVED = `SELECT received_at, toString(event_rows.event) AS event, if(user_id = '', anonymous_id, user_id) AS person,
    toBool(user_id = '') AS is_guest, order_id, order_step, is_bot, kind, type, is_test
  FROM ${DATABASE}.event_rows WHERE source_id = {source:String} AND stored_at >= ${LATELY}`;

function readOrders(read: Read, params: object): Promise<NotCounted[]> {
  return read<NotCounted>(
    `SELECT toString(received_at) AS received_at, event, person, is_guest, order_id AS about, reason, '' AS closest_name
     FROM (
       SELECT arrived.*, multiIf(states.order_id != '', toString(states.uncounted),
         arrived.is_bot, 'bot', arrived.order_step = 'refunded', 'unmatched_refund', 'not_believed') AS reason
       FROM (SELECT * FROM (${ARRIVED} AND kind = 'order') WHERE ${FILTERS}) AS arrived
       LEFT ANY JOIN ${INTERNAL_DATABASE}.order_states(source = {source:String}) AS states
         ON states.order_id = arrived.order_id)
     WHERE reason != '' ORDER BY received_at DESC, about LIMIT {rows:UInt32}`,
    { ...params },
  );
}

/** How many names of a shop's own are looked at. */
const MOST_NAMES = 200;

async function readNames(read: Read, params: object): Promise<NotCounted[]> {
  const rows = await read<NotCounted>(
    `SELECT toString(max(came.received_at)) AS received_at, came.event AS event, argMax(came.person, came.received_at) AS person,
       argMax(came.is_guest, came.received_at) AS is_guest, '' AS about, 'unknown_event_name' AS reason
     FROM (SELECT received_at, event, person, is_guest FROM (${ARRIVED} AND kind = 'other' AND type = 'track'
       AND NOT is_bot AND NOT is_test) WHERE ${FILTERS}) AS came
     GROUP BY event ORDER BY received_at DESC, event LIMIT ${MOST_NAMES}`,
    { ...params },
  );
  return rows
    .map((row) => ({ ...row, closest_name: nearCommerceEvent(row.event) }))
    .filter(({ closest_name: name }) => name !== "");
}
