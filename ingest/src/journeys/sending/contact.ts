import { CHANNELS, type Channel } from "@safar/schemas/journey";
import { valueAt } from "../run/compare.js";
import { isCalled, type JourneyEvent } from "../run/event.js";

/** What is known of reaching a person. */
export interface Contact {
  readonly traits: Readonly<Record<string, unknown>>;
  /** What the person said of messages by a channel; nothing is unknown. */
  readonly said: Readonly<Partial<Record<Channel, "subscribed" | "unsubscribed">>>;
  /** Channels by which nothing arrives: a hard bounce, a report as spam. */
  readonly dead: readonly Channel[];
}

export const UNKNOWN_CONTACT: Contact = { traits: {}, said: {}, dead: [] };

/** The events that tell of permission; with `identify` they are all that a contact is made of. */
export const CONTACT_EVENTS = [
  "Subscribed",
  "Unsubscribed",
  "Email Bounced",
  "Email Marked as Spam",
] as const;

/**
 * What one more event tells. `Subscribed` and `Unsubscribed` name the channel in `channel` (e-mail if they name none),
 * and so do the traits `marketing_email`, `marketing_sms` and `marketing_push`, true or false. The last word counts.
 */
export function learn(contact: Contact, event: JourneyEvent): Contact {
  if (event.name === "identify") return learnTraits(contact, event.properties);
  if (isCalled(event, "Email Bounced") || isCalled(event, "Email Marked as Spam"))
    return { ...contact, dead: [...new Set<Channel>([...contact.dead, "email"])] };
  const isYes = isCalled(event, "Subscribed");
  if (!isYes && !isCalled(event, "Unsubscribed")) return contact;
  const named = event.properties.channel ?? "email";
  const channel = CHANNELS.find((each) => each === named);
  if (channel === undefined) return contact;
  return { ...contact, said: { ...contact.said, [channel]: isYes ? "subscribed" : "unsubscribed" } };
}

function learnTraits(contact: Contact, told: Readonly<Record<string, unknown>>): Contact {
  const said: Partial<Record<Channel, "subscribed" | "unsubscribed">> = { ...contact.said };
  for (const channel of CHANNELS) {
    const word = valueAt(told, `marketing_${channel}`);
    if (typeof word === "boolean") said[channel] = word ? "subscribed" : "unsubscribed";
  }
  return { ...contact, traits: { ...contact.traits, ...told }, said };
}

/** Whether a person has an address for a channel. A browser's subscription to notifications is not known yet. */
export function hasAddress({ traits }: Contact, channel: Channel): boolean {
  const address = { email: traits.email, sms: traits.phone, push: undefined }[channel];
  return typeof address === "string" && address.trim() !== "";
}
