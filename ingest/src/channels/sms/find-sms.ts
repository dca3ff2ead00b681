import { phoneNumber } from "../../people/phone-number.js";
import { DATABASE, INTERNAL_DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import type { MessageAbout } from "../message-about.js";

/** A person by the id under which events name them. */
export type PersonId = Pick<MessageAbout, "userId" | "anonymousId">;

/** Finds what providers tell of: a message by the provider's id, and whose number a reply came from. */
export interface SmsFinder {
  /** @returns undefined when no such message was sent within a week */
  byProviderId(source: string, id: string): Promise<MessageAbout | undefined>;
  /** Everybody who told this number last, and everybody who was sent something to it. */
  byNumber(source: string, number: string): Promise<PersonId[]>;
}

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

/** The last digits of a number, however it is written; looked at once more by {@link phoneNumber}. */
const lastDigits = (text: string) =>
  `right(replaceRegexpAll(translateUTF8(${text}, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '[^0-9]', ''), 7)`;

/** @param warehouse asked as a reader, whose questions are bounded */
export function smsFinder(warehouse: Pick<Warehouse, "query">): SmsFinder {
  return {
    async byProviderId(source, id) {
      const [row] = await warehouse.query<MessageRow>(
        `SELECT message_id AS id, customer_id AS customer, is_guest AS isGuest, toString(kind) AS kind,
           JSONExtractString(state, 'to') AS to, toString(journey_id) AS journey, toString(node) AS node,
           toString(language) AS language, toFloat64(toUnixTimestamp64Milli(status_at)) AS at
         FROM ${DATABASE}.journey_rows
         WHERE record = 'message' AND source_id = {source:String} AND channel = 'sms' AND status = 'sent'
           AND written_at > now() - INTERVAL 7 DAY AND JSONExtractString(state, 'providerId') = {id:String}
         ORDER BY version DESC LIMIT 1`,
        { source, id },
      );
      if (row === undefined) return undefined;
      const { customer, isGuest, ...about } = row;
      const person = isGuest ? { anonymousId: customer } : { userId: customer };
      return { ...about, ...person, source, channel: "sms" };
    },
    async byNumber(source, number) {
      const rows = await warehouse.query<{ id: string; isGuest: boolean; phone: string }>(
        `SELECT DISTINCT id, isGuest, phone FROM (
           SELECT person.person_id AS id, toBool(person.is_guest) AS isGuest, told.phone AS phone
           FROM ${DATABASE}.customer_contacts(source = {source:String}) AS told
           INNER JOIN ${INTERNAL_DATABASE}.known_persons(source = {source:String}) AS person
             ON person.person_key = told.customer_key
           UNION ALL
           SELECT customer_id, is_guest, JSONExtractString(state, 'to') FROM ${DATABASE}.journey_rows
           WHERE record = 'message' AND source_id = {source:String} AND channel = 'sms')
         WHERE ${lastDigits("phone")} = ${lastDigits("{number:String}")}`,
        { source, number },
      );
      return rows
        .filter(({ phone, id }) => id !== "" && phoneNumber(phone) === number)
        .map(({ id, isGuest }) => (isGuest ? { anonymousId: id } : { userId: id }));
    },
  };
}
