import { NOT_SENT, type NotSent } from "./second-look.js";

/** Why a message is not sent, beside what the second look says: only where messages are really sent. */
export const NOT_SENT_LIVE = {
  "no-channel": "No channel is set up for it.",
  template: "A value that its text needs is missing, or the text can't be filled in.",
  "cap-address":
    "Its address already got the most messages allowed within 24 hours, counted over all customers who share it.",
  "page-contacts":
    "Its address came only from pages, and journeys already wrote to as many new ones of these this hour as SAFAR_PAGE_CONTACTS_PER_HOUR allows.",
  withdrawn: "Its journey has no such message any more, or the run turned out to be somebody else's.",
} as const;

export type NotSentLive = NotSent | keyof typeof NOT_SENT_LIVE;

/** What a reason means; undefined for a word that is none. */
export function notSentText(why: string): string | undefined {
  const words: Readonly<Record<string, string>> = { ...NOT_SENT, ...NOT_SENT_LIVE };
  return Object.hasOwn(words, why) ? words[why] : undefined;
}
