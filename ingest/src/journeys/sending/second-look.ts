import type { JourneyDefinition, JourneySend } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import { quietUntil } from "../run/quiet-hours.js";
import { addressOf, type Contact, isDead } from "./contact.js";

/** Why a message is not sent. */
export const NOT_SENT = {
  goal: "The goal was reached before.",
  "no-address": "The person has no address for any of its channels.",
  "not-reachable": "An earlier message to the address bounced or was reported as spam.",
  "no-permission": "The person did not say yes to marketing, or said no.",
  "cap-day": "The person already got the most marketing messages the cap allows in 24 hours.",
  "cap-week": "The person already got the most marketing messages the cap allows in 7 days.",
} as const;

export type NotSent = keyof typeof NOT_SENT;

/** Whose silence is a yes: of those who subscribed alone, or of all who did not unsubscribe. */
export const PERMISSIONS = ["subscribed", "unless-refused"] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** What the second look sees. */
export interface Sight {
  readonly contact: Contact;
  readonly isGoalReached: boolean;
  /** When the person was sent marketing messages, epoch milliseconds. */
  readonly sent: readonly number[];
  readonly permission: Permission;
  readonly timeZone: string;
}

/** What becomes of a message. */
export type Look =
  | { readonly do: "send"; readonly channel: Channel }
  | { readonly do: "later"; readonly until: number }
  | { readonly do: "not"; readonly why: NotSent };

const DAY_MS = 86_400_000;
/** How many marketing messages a person gets where a journey says nothing else. */
export const CAPS = { perDay: 1, perWeek: 3 };

/** Looks at a message once more in the second of sending: goal, address, permission, caps, quiet hours. Pure. */
export function lookAgain(
  definition: Pick<JourneyDefinition, "caps" | "quiet">,
  { channels, kind }: JourneySend,
  { contact, isGoalReached, sent, permission, timeZone }: Sight,
  now: number,
): Look {
  if (isGoalReached) return { do: "not", why: "goal" };
  const addressed = channels.filter((channel) => addressOf(contact, channel) !== undefined);
  if (addressed.length === 0) return { do: "not", why: "no-address" };
  const alive = addressed.filter((channel) => !isDead(contact, channel));
  if (alive.length === 0) return { do: "not", why: "not-reachable" };
  if (kind === "transactional") return { do: "send", channel: alive[0]! };
  const channel = alive.find((each) => permits(contact, each, permission));
  if (channel === undefined) return { do: "not", why: "no-permission" };
  const cap = capReached(definition, sent, now);
  if (cap !== undefined) return { do: "not", why: cap };
  const quiet = quietUntil(definition, now, timeZone);
  return quiet === undefined ? { do: "send", channel } : { do: "later", until: quiet };
}

/** Which cap a person's marketing messages have reached, if any. @param sent when they were sent, epoch milliseconds */
export function capReached(
  { caps = CAPS }: Pick<JourneyDefinition, "caps">,
  sent: readonly number[],
  now: number,
): "cap-day" | "cap-week" | undefined {
  const { perDay = CAPS.perDay, perWeek = CAPS.perWeek } = caps;
  const within = (ms: number) => sent.filter((at) => at > now - ms && at <= now).length;
  if (within(DAY_MS) >= perDay) return "cap-day";
  return within(7 * DAY_MS) >= perWeek ? "cap-week" : undefined;
}

function permits({ said }: Contact, channel: Channel, permission: Permission): boolean {
  const word = said[channel];
  return word === "subscribed" || (word === undefined && permission === "unless-refused");
}
