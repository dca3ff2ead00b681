import type { JourneyNode } from "@safar/schemas";
import type { OutgoingMessage } from "../../channels/channel.js";
import type { TrackedContent } from "../../channels/track/track-channel.js";
import { chainOf } from "../run/chain.js";
import type { JourneyEvent } from "../run/event.js";
import type { LivePerson } from "./people.js";
import type { MessageRow } from "./row.js";

/**
 * The event that a `track` node tells of a person. Its id is the message's, so that it is one event however often it is
 * told, and it names all journeys that led to it, so that none of them begins anew by it.
 *
 * @param entry the event that began the run
 */
export function composeTrack(
  { event, properties }: Extract<JourneyNode, { readonly type: "track" }>,
  { message, source, journey, node, run, enteredAt }: MessageRow,
  entry: JourneyEvent,
  { id, isGuest }: Pick<LivePerson, "id" | "isGuest">,
): OutgoingMessage {
  const content: TrackedContent = {
    source,
    event: {
      ...{ type: "track", event, messageId: `journey:${message}` },
      timestamp: new Date(enteredAt).toISOString(),
      ...(isGuest ? { anonymousId: id } : { userId: id }),
      properties: { ...properties, journey, node, run, journeys: [...chainOf(entry), journey] },
    },
  };
  return {
    ...{ id: message, channel: "track", kind: "transactional", to: event, language: "en" },
    content: { text: JSON.stringify(content) },
  };
}
