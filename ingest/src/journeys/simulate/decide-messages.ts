import type { JourneyDefinition } from "@safar/schemas";
import type { Channel } from "@safar/schemas/journey";
import { openAddressBounds } from "../engine/address-bounds.js";
import type { NotSentLive } from "../sending/not-sent-live.js";
import { CAPS, capReached } from "../sending/second-look.js";
import type { IntendedMessage, SendableMessage } from "./simulate-person.js";

/** What would have become of a message. */
export type Fate = Channel | NotSentLive;

/** An intended message of a person. */
export interface PersonsMessage<Run = string> extends Omit<IntendedMessage, "run"> {
  readonly person: string;
  readonly run: Run;
}

interface Sent {
  /** When marketing messages went to the person. */
  readonly marketing: number[];
  readonly addresses: Set<string>;
}

/**
 * Decides what becomes of all messages of a journey, as its engine does, in the order of time: the caps of a person, the
 * text, and the bounds of addresses, which count across people.
 *
 * @param pageContactsPerHour new addresses that only pages told, to which journeys may begin to write in an hour
 * @param decided called with each message
 */
export async function decideMessages<Run>(
  definition: Pick<JourneyDefinition, "caps">,
  messages: PersonsMessage<Run>[],
  pageContactsPerHour: number,
  decided: (message: PersonsMessage<Run>, fate: Fate) => void,
): Promise<void> {
  const nothingBefore = { sentSince: async () => [] };
  const bounds = await openAddressBounds(nothingBefore, pageContactsPerHour, () => {}, 0);
  const perDay = definition.caps?.perDay ?? CAPS.perDay;
  const people = new Map<string, Sent>();
  const fateOf = (person: string, at: number, message: SendableMessage): Fate => {
    const { address, isMarketing, isByServer, channel } = message;
    const sent = people.get(person) ?? { marketing: [], addresses: new Set() };
    const cap = isMarketing ? capReached(definition, sent.marketing, at) : undefined;
    if (cap !== undefined) return cap;
    if (message.stopped !== undefined) return "template";
    const isKnown = sent.addresses.has(address);
    const verdict = bounds.look({ source: "", address, isMarketing, perDay, isByServer, isKnown }, at);
    if (verdict !== "goes") return verdict;
    if (isMarketing) sent.marketing.push(at);
    sent.addresses.add(address);
    people.set(person, sent);
    return channel;
  };
  messages.sort((one, other) => one.at - other.at);
  for (const message of messages) {
    const { look, person, at } = message;
    decided(message, typeof look === "string" ? look : fateOf(person, at, look));
  }
}
