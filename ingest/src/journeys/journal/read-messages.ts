import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { MessageStatus } from "../engine/row.js";
import { OF_LABELS } from "./of-labels.js";
import { readState, type State } from "./state.js";

/** A message of a journey, as the journal has it. Times are epoch milliseconds. */
export interface JournalMessage {
  readonly id: string;
  readonly run: string;
  readonly journey: string;
  readonly version: number;
  readonly node: string;
  readonly status: MessageStatus;
  /** Why it was not sent, or rejected; "" where there is nothing to say. */
  readonly why: string;
  readonly channel: string;
  readonly kind: string;
  readonly language: string;
  /** The customer's id at the entry, and whether it is a visitor's anonymous id. */
  readonly customer: string;
  readonly isGuest: boolean;
  /** When the run came to its node. */
  readonly intendedAt: number;
  /** When its status came: of a message that was sent, when. */
  readonly statusAt: number;
  /** When it is to be sent; undefined for never. */
  readonly dueAt: number | undefined;
  /** Address, attempts and answers; undefined where the text can't be read. */
  readonly state: State | undefined;
}

/** Which messages are read. */
export interface MessageFilter {
  readonly journey?: string | undefined;
  readonly statuses?: readonly MessageStatus[] | undefined;
  /** Ids, or their beginnings. */
  readonly ids?: readonly string[] | undefined;
  /** Labels of a person, as `user/u1`. */
  readonly labels?: readonly string[] | undefined;
  /** Whether only those are read of which nobody knows what became: also attempted ones that got no answer until then. */
  readonly inDoubtAt?: number | undefined;
  readonly limit: number;
}

/** How long a provider has for its answer: an attempt that is older was left behind. */
export const ANSWER_MS = 5 * 60_000;

/** Reads messages of a source, each as it stands now, the last changed first. */
export async function readMessages(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  { journey = "", statuses = [], ids = [], labels, inDoubtAt, limit }: MessageFilter,
): Promise<JournalMessage[]> {
  const rows = await warehouse.query<Omit<JournalMessage, "state"> & { state: string }>(
    `SELECT message_id AS id, run_id AS run, toString(journey_id) AS journey, journey_version AS version,
       toString(row.node) AS node, toString(row.status) AS status, toString(row.why) AS why,
       toString(row.channel) AS channel, toString(row.kind) AS kind, toString(row.language) AS language,
       customer_id AS customer, is_guest AS isGuest,
       toFloat64(toUnixTimestamp64Milli(entered_at)) AS intendedAt,
       toFloat64(toUnixTimestamp64Milli(status_at)) AS statusAt,
       nullIf(toFloat64(toUnixTimestamp64Milli(due_at)), 0) AS dueAt, row.state AS state
     FROM ${DATABASE}.journey_rows AS row FINAL
     WHERE record = 'message' AND source_id = {source:String}
       AND ({journey:String} = '' OR journey_id = {journey:String})
       AND (empty({statuses:Array(String)}) OR has({statuses:Array(String)}, toString(row.status)))
       AND (empty({ids:Array(String)}) OR arrayExists(id -> startsWith(message_id, id), {ids:Array(String)}))
       AND (NOT {isDoubt:Bool} OR row.status = 'in-doubt'
         OR (row.status = 'attempted' AND status_at <= fromUnixTimestamp64Milli({unanswered:Int64}, 'UTC')))
       ${labels ? `AND ${OF_LABELS}` : ""}
     ORDER BY status_at DESC, message_id LIMIT {limit:UInt32}`,
    {
      ...{ source, journey, statuses, ids, limit, labels: labels ?? [] },
      ...{ isDoubt: inDoubtAt !== undefined, unanswered: (inDoubtAt ?? 0) - ANSWER_MS },
    },
  );
  return rows.map(({ state, ...row }) => ({
    ...row,
    isGuest: Boolean(row.isGuest),
    dueAt: row.dueAt ?? undefined,
    state: readState(state),
  }));
}
