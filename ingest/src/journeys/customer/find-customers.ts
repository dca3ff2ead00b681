import { createHash } from "node:crypto";
import { normalId } from "@safar/schemas";
import type { FoundCustomer } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { plainEmailAddress } from "../../channels/email/address.js";
import { emailFinder } from "../../channels/email/find-email.js";
import { findPeople, type PersonId } from "../../channels/find-message.js";
import { smsFinder } from "../../channels/sms/find-sms.js";
import { phoneAsId, phoneNumber } from "../../people/phone-number.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { warehouseOf } from "./read-ids.js";

/** The most customers that a search gives. */
const MOST_FOUND = 20;

/**
 * Customers whose id, e-mail address or phone number this is, in any way in which people write them. Addresses that a
 * browser hashed before it sent them are found by the same hash.
 */
export async function findCustomers(read: Read, source: string, search: string): Promise<FoundCustomer[]> {
  const warehouse = warehouseOf(read);
  const email = search.includes("@") ? plainEmailAddress(search) : "";
  const number = email === "" ? phoneNumber(search) : "";
  const [ids, emails, phones, hashedEmails, hashedPhones] = await Promise.all([
    findIds(read, source, search),
    email === "" ? [] : emailFinder(warehouse).byAddress(source, email),
    number === "" ? [] : smsFinder(warehouse).byNumber(source, number),
    email === "" ? [] : findHashed(warehouse, source, "email", [email]),
    number === "" ? [] : findHashed(warehouse, source, "phone", spellingsOf(search, number)),
  ]);
  const found = [
    ...ids,
    ...[...emails, ...hashedEmails].map((person) => toFound(person, "email")),
    ...[...phones, ...hashedPhones].map((person) => toFound(person, "phone")),
  ];
  const isFirst = ({ id, isGuest }: FoundCustomer, place: number) =>
    found.findIndex((each) => each.id === id && each.isGuest === isGuest) === place;
  return found.filter(isFirst).slice(0, MOST_FOUND);
}

function toFound({ userId, anonymousId }: PersonId, by: "email" | "phone"): FoundCustomer {
  return { id: userId ?? anonymousId ?? "", isGuest: userId === undefined, by };
}

async function findIds(read: Read, source: string, search: string): Promise<FoundCustomer[]> {
  const ids = [...new Set([search.trim(), normalId(search), phoneAsId(normalId(search))])].filter(Boolean);
  const rows = await read<{ id: string; isGuest: boolean }>(
    `SELECT DISTINCT if(user_id != '', user_id, anonymous_id) AS id, user_id = '' AS isGuest
     FROM ${DATABASE}.event_rows
     WHERE source_id = {source:String} AND type != 'alias'
       AND (user_id IN {ids:Array(String)} OR user_id = '' AND anonymous_id IN {ids:Array(String)})
     ORDER BY isGuest, id LIMIT ${MOST_FOUND}`,
    { source, ids },
  );
  return rows.map(({ id, isGuest }) => ({ id, isGuest: Boolean(isGuest), by: "id" }));
}

/** The ways in which a page may have told a number before it was hashed: the SDK hashes + and the digits as they were told. */
function spellingsOf(search: string, number: string): string[] {
  const typed = search.replace(/\D/g, "").replace(/^00/, "");
  const whole = number.replace(/\D/g, "");
  const iranian = /^98(9\d{9})$/.exec(whole)?.[1];
  const all = [typed, whole, ...(iranian ? [`0${iranian}`, iranian] : [])];
  return [...new Set(all)].filter(Boolean).map((digits) => `+${digits}`);
}

async function findHashed(
  warehouse: ReturnType<typeof warehouseOf>,
  source: string,
  told: "email" | "phone",
  texts: readonly string[],
): Promise<PersonId[]> {
  const hashes = texts.map((text) => createHash("sha256").update(text).digest("hex"));
  const channel = told === "email" ? "email" : "sms";
  const found = await Promise.all(
    hashes.map((hash) =>
      findPeople(warehouse, channel, source, told, hash, lower, (each) => lowered(each) === hash),
    ),
  );
  return found.flat();
}

const lower = (text: string) => `lower(${text})`;
const lowered = (text: string) => text.toLowerCase();
