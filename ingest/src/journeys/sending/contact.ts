import { CHANNELS, type Channel } from "@safar/schemas/journey";
import { type PushSubscription, readSubscription } from "../../channels/push/subscription.js";
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
  /** Names of the traits, and channels of the permissions, that a server told: pages don't change these. */
  readonly byServer: readonly string[];
  /** Where the person's browsers take notifications, the latest at the end. */
  readonly browsers: readonly PushSubscription[];
}

export const UNKNOWN_CONTACT: Contact = { traits: {}, said: {}, dead: [], byServer: [], browsers: [] };

/** Browsers of one person: the latest. */
const MOST_BROWSERS = 10;
/** Among the names in `byServer`. */
const BROWSERS = "browsers";

/** A browser that subscribed before is at the shop again: it tells where it takes notifications, and permits nothing. */
export const PUSH_RENEWED = "Push Subscription Renewed";

/** The events that tell of permission; with `identify` they are all that a contact is made of. */
export const CONTACT_EVENTS = [
  "Subscribed",
  "Unsubscribed",
  "Email Bounced",
  "Email Marked as Spam",
  "SMS Failed",
  "Push Notification Bounced",
  PUSH_RENEWED,
] as const;

/**
 * What one more event tells.
 *
 * Whoever reads a page's key can send as any of its visitors, so a server's word on a trait or a permission outranks a
 * page's: a page replaces no address that a server told, permits nothing that a server's word ended, and tells of no
 * bounce. Only what ends a permission is believed from anybody. A browser's subscription is told by pages, unless a
 * server told one.
 *
 * `Subscribed` and `Unsubscribed` name the channel in `channel` (e-mail if they name none),
 * and so do the traits `marketing_email`, `marketing_sms` and `marketing_push`, true or false. The last word counts.
 */
export function learn(contact: Contact, event: JourneyEvent): Contact {
  const { isPages = false } = event;
  if (event.name === "identify") return learnTraits(contact, event.properties, isPages);
  if (isCalled(event, "Email Bounced") || isCalled(event, "Email Marked as Spam"))
    return isPages ? contact : withDead(contact, event.properties, "email");
  if (isCalled(event, "SMS Failed")) return isPages ? contact : withDead(contact, event.properties, "sms");
  if (isCalled(event, "Push Notification Bounced"))
    return isPages ? contact : withDead(contact, event.properties, "push");
  if (isCalled(event, PUSH_RENEWED)) return withBrowser(contact, event.properties, isPages);
  const isYes = isCalled(event, "Subscribed");
  if (!isYes && !isCalled(event, "Unsubscribed")) return contact;
  const named = event.properties.channel ?? "email";
  const channel = CHANNELS.find((each) => each === named);
  if (channel === undefined) return contact;
  const permitted = permit(contact, channel, isYes, isPages);
  if (channel !== "push") return permitted;
  return isYes
    ? withBrowser(permitted, event.properties, isPages)
    : withoutBrowser(permitted, event.properties.endpoint);
}

/** One more browser of the person, or one of which is told again: it is the latest then. */
function withBrowser(
  contact: Contact,
  { subscription }: Readonly<Record<string, unknown>>,
  isPages: boolean,
): Contact {
  const told = readSubscription(subscription);
  if (told === undefined || (isPages && contact.byServer.includes(BROWSERS))) return contact;
  const others = withoutBrowser(contact, told.endpoint).browsers;
  return {
    ...contact,
    browsers: [...others, told].slice(-MOST_BROWSERS),
    byServer: isPages ? contact.byServer : including(contact.byServer, [BROWSERS]),
  };
}

function withoutBrowser(contact: Contact, endpoint: unknown): Contact {
  return { ...contact, browsers: contact.browsers.filter((each) => each.endpoint !== endpoint) };
}

function permit(contact: Contact, channel: Channel, isYes: boolean, isPages: boolean): Contact {
  if (isPages && isYes && contact.byServer.includes(channel)) return contact;
  return {
    ...contact,
    said: { ...contact.said, [channel]: isYes ? "subscribed" : "unsubscribed" },
    byServer: isPages ? contact.byServer : including(contact.byServer, [channel]),
  };
}

/** A list of names with more of them, each once. */
function including(names: readonly string[], more: readonly string[]): readonly string[] {
  return more.every((name) => names.includes(name)) ? names : [...new Set([...names, ...more])];
}

/**
 * A bounce belongs to an address: the one it names, in `email` or `phone`, else the one that the person had then. A
 * person who has another one since is reached. One that says it is `soft` stops nothing.
 */
function withDead(
  contact: Contact,
  properties: Readonly<Record<string, unknown>>,
  channel: Channel,
): Contact {
  if (properties.bounce_type === "soft") return contact;
  const told = { email: properties.email, sms: properties.phone, push: properties.endpoint }[channel];
  const address = told === undefined ? addressOf(contact, channel) : told;
  if (typeof address !== "string" || address.trim() === "") return contact;
  return { ...contact, dead: [...new Set([...contact.dead, plainAddress(address)])] };
}

function learnTraits(before: Contact, told: Readonly<Record<string, unknown>>, isPages: boolean): Contact {
  let contact = before;
  for (const channel of CHANNELS) {
    const word = valueAt(told, `marketing_${channel}`);
    if (typeof word === "boolean") contact = permit(contact, channel, word, isPages);
  }
  if (!isPages) {
    const byServer = including(contact.byServer, Object.keys(told).map(traitName));
    return { ...contact, traits: { ...contact.traits, ...told }, byServer };
  }
  const free = Object.entries(told).filter(([name]) => !contact.byServer.includes(traitName(name)));
  return { ...contact, traits: { ...contact.traits, ...Object.fromEntries(free) } };
}

/** Apart from the names of channels. */
function traitName(name: string): string {
  return `trait ${name}`;
}

/** A person's address for a channel; undefined when there is none. */
export function addressOf(contact: Contact, channel: Channel): string | undefined {
  const { traits } = contact;
  const address = { email: traits.email, sms: traits.phone, push: browserOf(contact)?.endpoint }[channel];
  return typeof address === "string" && address.trim() !== "" ? address.trim() : undefined;
}

/**
 * Whether a server told the address that a person has for a channel; else it may be anybody's word. A subscription is made
 * by its browser, whose visitor said yes, and leads to a known push service: no word brings anybody else a notification.
 */
export function isByServer({ byServer }: Contact, channel: Channel): boolean {
  if (channel === "push") return true;
  return byServer.includes(traitName(channel === "sms" ? "phone" : channel));
}

/** The browser that takes a person's notifications: the latest one that still does, else the latest. */
export function browserOf({ browsers, dead }: Contact): PushSubscription | undefined {
  return browsers.findLast(({ endpoint }) => !dead.includes(endpoint)) ?? browsers.at(-1);
}

/** An address in the one spelling in which two are compared: as mail servers and telephone networks hold them. */
export function plainAddress(address: string): string {
  if (/^https?:\/\//.test(address)) return address;
  return address.includes("@") ? address.trim().toLowerCase() : phoneNumber(address) || address.trim();
}

/** Whether nothing arrives at the address that a person has for a channel. */
export function isDead(contact: Contact, channel: Channel): boolean {
  const address = addressOf(contact, channel);
  return address !== undefined && contact.dead.includes(plainAddress(address));
}
