import type { MessageStatus } from "../engine/row.js";
import { notSentText } from "../sending/not-sent-live.js";
import type { JournalMessage } from "./read-messages.js";

/** What each status of a message means. */
export const STATUS_WORDS: Readonly<Record<MessageStatus, string>> = {
  intended: "It is still to be sent.",
  attempted: "It was handed to the provider, which has not answered yet.",
  sent: "The provider took it.",
  "not-sent": "It was not sent.",
  rejected: "The provider rejected it for good.",
  "in-doubt": "It is not known whether the provider accepted it.",
};

/** Why a message stands where it stands, in one or two sentences. */
export function messageReason({ status, why, state }: JournalMessage): string {
  const reason = typeof state?.reason === "string" ? state.reason : "";
  const known = notSentText(why);
  if (known !== undefined && status === "in-doubt")
    return `An earlier call may have brought it${reason === "" ? "" : ` (${reason})`}; it is not called again: ${known}`;
  if (known !== undefined) return why === "template" && reason !== "" ? `${known} ${reason}` : known;
  const told = reason === "" ? why : reason;
  return told === "" ? STATUS_WORDS[status] : told;
}
