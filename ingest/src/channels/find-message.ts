import { DATABASE, INTERNAL_DATABASE } from "../store/warehouse/statements.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import type { MessageAbout } from "./message-about.js";

/** A person by the id under which events name them. */
export type PersonId = Pick<MessageAbout, "userId" | "anonymousId">;

/** What finds messages and people: asked as a reader, whose questions are bounded. */
export type MessageReader = Pick<Warehouse, "query">;

interface MessageRow {
  readonly id: string;
  readonly customer: string;
  readonly isGuest: boolean;
  readonly kind: MessageAbout["kind"];
  readonly to: string;
  readonly journey: string;
  readonly node: string;
  readonly language: string;
  readonly at: number;
}

/**
 * A message that was sent within a month.
 *
 * @param where which one, as SQL over `journey_rows`, with `{id:String}`
 */
export async function findMessage(
  reader: MessageReader,
  channel: MessageAbout["channel"],
  source: string,
  where: string,
  id: string,
): Promise<MessageAbout | undefined> {
  if (id === "") return undefined;
  const [row] = await reader.query<MessageRow>(
    `SELECT message_id AS id, customer_id AS customer, is_guest AS isGuest, toString(row.kind) AS kind,
       JSONExtractString(state, 'to') AS to, toString(journey_id) AS journey, toString(row.node) AS node,
       toString(row.language) AS language, toFloat64(toUnixTimestamp64Milli(status_at)) AS at
     FROM ${DATABASE}.journey_rows AS row
     WHERE record = 'message' AND source_id = {source:String} AND channel = {channel:String} AND status = 'sent'
       AND written_at > now() - INTERVAL 31 DAY AND ${where}
     ORDER BY version DESC LIMIT 1`,
    { source, channel, id },
  );
  if (row === undefined) return undefined;
  const { customer, isGuest, ...about } = row;
  return { ...about, ...personOf(customer, isGuest), source, channel };
}

/**
 * Everybody who told an address last, and everybody who was sent something to it.
 *
 * @param told the column of `customer_contacts` that has it
 * @param alike SQL that gives the same for two spellings of an address; each is looked at once more by `isIt`
 */
export async function findPeople(
  reader: MessageReader,
  channel: MessageAbout["channel"],
  source: string,
  told: "email" | "phone",
  address: string,
  alike: (text: string) => string,
  isIt: (address: string) => boolean,
): Promise<PersonId[]> {
  const rows = await reader.query<{ id: string; isGuest: boolean; address: string }>(
    `SELECT DISTINCT id, isGuest, address FROM (
       SELECT person.person_id AS id, toBool(person.is_guest) AS isGuest, told.${told} AS address
       FROM ${DATABASE}.customer_contacts(source = {source:String}) AS told
       INNER JOIN ${INTERNAL_DATABASE}.known_persons(source = {source:String}) AS person
         ON person.person_key = told.customer_key
       UNION ALL
       SELECT customer_id, is_guest, JSONExtractString(state, 'to') FROM ${DATABASE}.journey_rows
       WHERE record = 'message' AND source_id = {source:String} AND channel = {channel:String})
     WHERE ${alike("address")} = ${alike("{address:String}")}`,
    { source, channel, address },
  );
  return rows
    .filter((row) => row.id !== "" && isIt(row.address))
    .map(({ id, isGuest }) => personOf(id, isGuest));
}

function personOf(id: string, isGuest: boolean): PersonId {
  return isGuest ? { anonymousId: id } : { userId: id };
}
