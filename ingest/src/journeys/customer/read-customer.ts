import type { Customer } from "@safar/schemas/dashboard";
import type { Read } from "../../ask/dashboard/question.js";
import { readLivePeople } from "../engine/people.js";
import { CONTACT_EVENTS, type Contact, UNKNOWN_CONTACT } from "../sending/contact.js";
import { type CustomerAsked, readIds, toldLink, warehouseOf } from "./read-ids.js";
import { reachOf } from "./read-reach.js";

/** Who a customer is, which ids are theirs, and whether they can be reached. @returns one, or none */
export async function readCustomer(read: Read, asked: CustomerAsked): Promise<Customer[]> {
  const found = await readIds(read, asked);
  if (found === undefined) return [];
  const { called, ids, links, key } = found;
  const people = await readLivePeople(warehouseOf(read), {
    source: asked.source,
    keys: ids.map((each) => each.key),
    names: ["identify", ...CONTACT_EVENTS],
  });
  const person = people.find((each) => each.key === key);
  const contact = person?.contact ?? UNKNOWN_CONTACT;
  const moment = (ms: number) => new Date(ms).toISOString();
  return [
    {
      ...called,
      name: nameOf(contact.traits),
      ids: ids
        .map(({ id, isGuest }) => ({ id, isGuest }))
        .sort((one, other) => Number(isSame(other, called)) - Number(isSame(one, called))),
      links: links.map(toldLink),
      reach: reachOf(contact),
      timeZone: person?.timeZone ?? "UTC",
      events: ids.reduce((sum, { events }) => sum + events, 0),
      firstSeen: moment(Math.min(...ids.map(({ first }) => first))),
      lastSeen: moment(Math.max(...ids.map(({ last }) => last))),
    },
  ];
}

const isSame = (one: { id: string; isGuest: boolean }, other: { id: string; isGuest: boolean }) =>
  one.id === other.id && one.isGuest === other.isGuest;

/** The name that traits tell, whole or in two parts, as the view customer_contacts reads it. */
function nameOf(traits: Contact["traits"]): string {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  return text(traits.name) || `${text(traits.firstName)} ${text(traits.lastName)}`.trim();
}
