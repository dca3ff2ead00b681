import { randomUUID } from "node:crypto";
import type { Channel } from "@safar/schemas/journey";
import type { MessageAbout } from "./message-about.js";

/** What becomes of a message after it was handed over, by the names of Segment's e-mail and mobile specs. */
export const FATES = [
  "Email Delivered",
  "Email Opened",
  "Email Link Clicked",
  "Email Bounced",
  "Email Marked as Spam",
  "SMS Delivered",
  "SMS Failed",
  "Push Notification Tapped",
  "Push Notification Bounced",
  "Subscribed",
  "Unsubscribed",
] as const;
export type Fate = (typeof FATES)[number];

/** A tracked event as a client would send it. */
export interface TrackedEvent {
  readonly type: "track";
  readonly event: string;
  readonly messageId: string;
  readonly timestamp: string;
  readonly userId?: string;
  readonly anonymousId?: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The event that tells what became of a message. */
export interface FateEvent extends TrackedEvent {
  readonly event: Fate;
}

/**
 * The event that tells what became of a message.
 *
 * @param key tells the same happening again, such as a receipt that comes twice: it is one event then
 */
export function fateEvent(
  about: MessageAbout,
  event: Fate,
  properties: Readonly<Record<string, unknown>> = {},
  { at = Date.now(), key = randomUUID() as string } = {},
): FateEvent {
  const { id, userId, anonymousId, channel, journey, node } = about;
  return {
    type: "track",
    event,
    messageId: `${id}:${key}`,
    timestamp: new Date(at).toISOString(),
    ...(userId === undefined ? {} : { userId }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
    properties: { message_id: id, channel, journey, node, ...properties },
  };
}

/** What tells that nothing arrives, and the property that names the address. */
const BOUNCES = {
  email: ["Email Bounced", "email"],
  sms: ["SMS Failed", "phone"],
  push: ["Push Notification Bounced", "endpoint"],
} as const satisfies Record<Channel, readonly [Fate, string]>;

/**
 * That nothing arrives at an address. It belongs to the address, so that a person who has another one is still reached.
 *
 * @param type `hard`: nothing ever will; `soft`: not now, which stops nothing
 */
export function bounced(about: MessageAbout, type: "hard" | "soft", reason: string, key?: string): FateEvent {
  const [event, property] = BOUNCES[about.channel];
  const told = { [property]: about.to, bounce_type: type, reason: reason.slice(0, 300) };
  return fateEvent(about, event, told, key === undefined ? {} : { key });
}

/** What a person says of messages by a channel. */
export function permissionSaid(about: MessageAbout, channel: Channel, isYes: boolean): FateEvent {
  return fateEvent(about, isYes ? "Subscribed" : "Unsubscribed", { channel });
}
