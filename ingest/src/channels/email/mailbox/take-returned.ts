import { createHash } from "node:crypto";
import { bounced, type FateEvent, fateEvent } from "../../fate.js";
import { aboutOf } from "../../links/message-links.js";
import type { Seal } from "../../links/seal.js";
import type { MessageAbout } from "../../message-about.js";
import { plainEmailAddress } from "../address.js";
import type { EmailFinder } from "../find-email.js";
import type { ReturnedEmail, ReturnedRecipient } from "./read-returned.js";

export interface TakeReturnedParts {
  readonly seal: Seal;
  readonly finder: Pick<EmailFinder, "byMessageId">;
  readonly sourceIds: () => readonly string[];
}

/** An event, and whose source it is of. */
export interface ToldOfReturned {
  readonly source: string;
  readonly event: FateEvent;
}

/**
 * What an e-mail that came back tells of a message of ours. Anybody can write to the mailbox, so it counts only where it
 * returns what we alone can have made: the sealed header, or a Message-ID that is in the journal. It then tells of the
 * address to which that message went, and of no other.
 *
 * @returns undefined where it is about no message of ours
 */
export async function takeReturned(
  returned: ReturnedEmail,
  { seal, finder, sourceIds }: TakeReturnedParts,
): Promise<ToldOfReturned | undefined> {
  const about =
    aboutOf(seal, "message", returned.token) ?? (await findById(returned.messageIds, finder, sourceIds));
  if (about === undefined || about.channel !== "email" || !sourceIds().includes(about.source))
    return undefined;
  const recipient = recipientOf(returned.recipients, plainEmailAddress(about.to));
  if (recipient === undefined) return undefined;
  const { is, reason } = recipient;
  const key = `${is}-${createHash("sha256").update(returned.id).digest("hex").slice(0, 16)}`;
  const event =
    is === "spam"
      ? fateEvent(about, "Email Marked as Spam", { email: about.to }, { key })
      : bounced(about, is, reason, key);
  return { source: about.source, event };
}

/** The one to which our message went; where it was forwarded, the only one that there is. */
function recipientOf(
  recipients: readonly ReturnedRecipient[],
  address: string,
): ReturnedRecipient | undefined {
  const own = recipients.find(({ addresses }) => addresses.includes(address));
  return own ?? (recipients.length === 1 ? recipients[0] : undefined);
}

async function findById(
  messageIds: readonly string[],
  finder: TakeReturnedParts["finder"],
  sourceIds: () => readonly string[],
): Promise<MessageAbout | undefined> {
  for (const id of messageIds)
    for (const source of sourceIds()) {
      const about = await finder.byMessageId(source, id.slice(1).split("@")[0]!);
      if (about !== undefined) return about;
    }
  return undefined;
}
