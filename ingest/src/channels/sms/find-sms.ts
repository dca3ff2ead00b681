import { phoneNumber } from "../../people/phone-number.js";
import { findMessage, findPeople, type MessageReader, type PersonId } from "../find-message.js";
import type { MessageAbout } from "../message-about.js";

/** Finds what providers tell of: a message by the provider's id, and whose number a reply came from. */
export interface SmsFinder {
  /** @returns undefined when no such message was sent within a month */
  byProviderId(source: string, id: string): Promise<MessageAbout | undefined>;
  /** Everybody who told this number last, and everybody who was sent something to it. */
  byNumber(source: string, number: string): Promise<PersonId[]>;
}

/** The last digits of a number, however it is written; looked at once more by {@link phoneNumber}. */
const lastDigits = (text: string) =>
  `right(replaceRegexpAll(translateUTF8(${text}, '۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩', '01234567890123456789'), '[^0-9]', ''), 7)`;

export function smsFinder(reader: MessageReader): SmsFinder {
  return {
    byProviderId: (source, id) =>
      findMessage(reader, "sms", source, "JSONExtractString(state, 'providerId') = {id:String}", id),
    byNumber: (source, number) =>
      findPeople(reader, "sms", source, "phone", number, lastDigits, (each) => phoneNumber(each) === number),
  };
}
