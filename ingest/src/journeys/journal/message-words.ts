import type { MessageStatus } from "../engine/row.js";
import { NOT_SENT, type NotSent } from "../sending/second-look.js";
import type { JournalMessage } from "./read-messages.js";

/** What each status of a message means. */
export const STATUS_WORDS: Readonly<Record<MessageStatus, string>> = {
  intended: "It is still to be sent.",
  attempted: "It was handed to the provider, and no answer came yet.",
  sent: "The provider took it.",
  "not-sent": "It was not sent.",
  rejected: "The provider did not take it, and never will.",
  "in-doubt": "Nobody knows whether the provider took it.",
};

/** Why a message stands where it stands, as one sentence. */
export function messageReason({ status, why, state }: JournalMessage): string {
  const known = Object.hasOwn(NOT_SENT, why) ? NOT_SENT[why as NotSent] : undefined;
  const told = known ?? (typeof state?.reason === "string" ? state.reason : why);
  return told === "" ? STATUS_WORDS[status] : told;
}
