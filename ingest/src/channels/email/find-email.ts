import { findMessage, findPeople, type MessageReader, type PersonId } from "../find-message.js";
import type { MessageAbout } from "../message-about.js";
import { plainEmailAddress } from "./address.js";

/** Finds what providers tell of: an e-mail by the id that we gave it, and whose address it is. */
export interface EmailFinder {
  byMessageId(source: string, id: string): Promise<MessageAbout | undefined>;
  byAddress(source: string, address: string): Promise<PersonId[]>;
}

const alike = (text: string) => `lowerUTF8(trimBoth(${text}))`;

export function emailFinder(reader: MessageReader): EmailFinder {
  return {
    byMessageId: (source, id) => findMessage(reader, "email", source, "message_id = {id:String}", id),
    byAddress: (source, address) =>
      findPeople(
        reader,
        "email",
        source,
        "email",
        address,
        alike,
        (each) => plainEmailAddress(each) === address,
      ),
  };
}
