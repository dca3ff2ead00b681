import { CHANNELS, type Channel } from "@safar/schemas/journey";
import { phoneNumber } from "../../people/phone-number.js";
import { valueAt } from "../run/compare.js";
import { isCalled, type JourneyEvent } from "../run/event.js";

/** What is known of reaching a person. */
export interface Contact {
  readonly traits: Readonly<Record<string, unknown>>;
  /** What the person said of messages by a channel; nothing is unknown. */
  readonly said: Readonly<Partial<Record<Channel, "subscribed" | "unsubscribed">>>;
  /** Addresses at which nothing arrives, as {@link plainAddress} spells them: a hard bounce, a report as spam. */
  readonly dead: readonly string[];
}

export const UNKNOWN_CONTACT: Contact = { traits: {}, said: {}, dead: [] };

/** The events that tell of permission; with `identify` they are all that a contact is made of. */
export const CONTACT_EVENTS = [
  "Subscribed",
  "Unsubscribed",
  "Email Bounced",
  "Email Marked as Spam",
  "SMS Failed",
] as const;

/**
 * What one more event tells. `Subscribed` and `Unsubscribed` name the channel in `channel` (e-mail if they name none),
 * and so do the traits `marketing_email`, `marketing_sms` and `marketing_push`, true or false. The last word counts.
 */
export function learn(contact: Contact, event: JourneyEvent): Contact {
  if (event.name === "identify") return learnTraits(contact, event.properties);
  if (isCalled(event, "Email Bounced") || isCalled(event, "Email Marked as Spam"))
    return withDead(contact, event.properties, "email");
  if (isCalled(event, "SMS Failed")) return withDead(contact, event.properties, "sms");
  const isYes = isCalled(event, "Subscribed");
  if (!isYes && !isCalled(event, "Unsubscribed")) return contact;
  const named = event.properties.channel ?? "email";
  const channel = CHANNELS.find((each) => each === named);
  if (channel === undefined) return contact;
  return { ...contact, said: { ...contact.said, [channel]: isYes ? "subscribed" : "unsubscribed" } };
}

/**
 * A bounce belongs to an address: the one it names, in `email` or `phone`, else the one that the person had then. A
 * person who has another one since is reached. One that says it is `soft` stops nothing.
 */
function withDead(
  contact: Contact,
  properties: Readonly<Record<string, unknown>>,
  channel: "email" | "sms",
): Contact {
  if (properties.bounce_type === "soft") return contact;
  const told = channel === "email" ? properties.email : properties.phone;
  const address = told === undefined ? addressOf(contact, channel) : told;
  if (typeof address !== "string" || address.trim() === "") return contact;
  return { ...contact, dead: [...new Set([...contact.dead, plainAddress(address)])] };
}

function learnTraits(contact: Contact, told: Readonly<Record<string, unknown>>): Contact {
  const said: Partial<Record<Channel, "subscribed" | "unsubscribed">> = { ...contact.said };
  for (const channel of CHANNELS) {
    const word = valueAt(told, `marketing_${channel}`);
    if (typeof word === "boolean") said[channel] = word ? "subscribed" : "unsubscribed";
  }
  return { ...contact, traits: { ...contact.traits, ...told }, said };
}

/**
 * A person's address for a channel; undefined when there is none. A browser's subscription to notifications is not known
 * yet.
 */
export function addressOf({ traits }: Contact, channel: Channel): string | undefined {
  const address = { email: traits.email, sms: traits.phone, push: undefined }[channel];
  return typeof address === "string" && address.trim() !== "" ? address.trim() : undefined;
}

/** An address in the one spelling in which two are compared: as mail servers and telephone networks hold them. */
export function plainAddress(address: string): string {
  return address.includes("@") ? address.trim().toLowerCase() : phoneNumber(address) || address.trim();
}

/** Whether nothing arrives at the address that a person has for a channel. */
export function isDead(contact: Contact, channel: Channel): boolean {
  const address = addressOf(contact, channel);
  return address !== undefined && contact.dead.includes(plainAddress(address));
}
