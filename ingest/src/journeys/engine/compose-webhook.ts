import type { JourneyNode } from "@safar/schemas";
import type { OutgoingMessage } from "../../channels/channel.js";
import type { LivePerson } from "./people.js";
import type { MessageRow } from "./row.js";

/**
 * The call of a webhook: which run of whom came to which node. It names the person by id alone; what else the receiver may
 * know of them it knows. The same for every attempt, so that a signature's receiver sees the same call.
 */
export function composeWebhook(
  { url }: Extract<JourneyNode, { readonly type: "webhook" }>,
  { message, journey, journeyVersion, node, run, enteredAt }: MessageRow,
  { id, isGuest }: Pick<LivePerson, "id" | "isGuest">,
): OutgoingMessage {
  const text = JSON.stringify({
    type: "journey.webhook",
    timestamp: new Date(enteredAt).toISOString(),
    data: {
      ...{ journey, version: journeyVersion, node, run },
      ...(isGuest ? { anonymousId: id } : { userId: id }),
    },
  });
  return {
    ...{ id: message, channel: "webhook", kind: "transactional", to: url, language: "en" },
    content: { text },
  };
}
