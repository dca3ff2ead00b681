import PostalMime, { type Attachment } from "postal-mime";
import { plainEmailAddress } from "../address.js";
import { enhancedCode, isDeadAddressCode } from "../smtp-outcome.js";

/** What a mail server says of one recipient of an e-mail that comes back. */
export interface ReturnedRecipient {
  /** As the e-mail was sent, and where it was found out, which differ where it was forwarded. */
  readonly addresses: readonly string[];
  readonly is: "hard" | "soft" | "spam";
  readonly reason: string;
}

/** A delivery status notification (RFC 3464), or a report of abuse (RFC 5965). */
export interface ReturnedEmail {
  /** Tells it from others: its own Message-ID. */
  readonly id: string;
  readonly recipients: readonly ReturnedRecipient[];
  /** By which our e-mail is known again: the header of ours in what was returned, and Message-IDs. */
  readonly token: string | undefined;
  readonly messageIds: readonly string[];
}

const REPORT = /^multipart\/report\b/i;
const STATUS = ["message/delivery-status", "message/global-delivery-status"];
const COMPLAINT = "message/feedback-report";
const RETURNED = [...["message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers"]];
/** Deeper, or with longer headers, is no report that a mail server writes. */
const LIMITS = { maxNestingDepth: 10, maxHeadersSize: 256 * 1024 };
const MOST_RECIPIENTS = 50;
const LONGEST_STATUS = 64 * 1024;
const LONGEST_RETURNED = 128 * 1024;

/** Whether a Content-Type is that of a report, which alone is read whole. */
export function isReport(contentType: string): boolean {
  return REPORT.test(contentType.trim());
}

/**
 * Reads an e-mail that may be a report of a mail server. Whatever it holds, nothing is thrown for it.
 *
 * @param raw the e-mail, or its beginning
 * @returns undefined for what is none, or tells of no failure
 */
export async function readReturned(raw: Uint8Array): Promise<ReturnedEmail | undefined> {
  try {
    const report = await PostalMime.parse(raw, { ...LIMITS, forceRfc822Attachments: true });
    const type = report.headers.find(({ key }) => key === "content-type")?.value ?? "";
    if (!isReport(type)) return undefined;
    const parts = (types: readonly string[]) =>
      report.attachments.filter(({ mimeType }) => types.includes(mimeType.toLowerCase()));
    const recipients = [
      ...parts(STATUS).flatMap((part) => recipientsOf(fieldsOf(textOf(part, LONGEST_STATUS)))),
      ...parts([COMPLAINT]).flatMap((part) => complainersOf(fieldsOf(textOf(part, LONGEST_STATUS)))),
    ].slice(0, MOST_RECIPIENTS);
    if (recipients.length === 0) return undefined;
    const [returned] = parts(RETURNED);
    const headers = returned === undefined ? {} : (fieldsOf(textOf(returned, LONGEST_RETURNED))[0] ?? {});
    const ids = [headers["message-id"], report.inReplyTo, report.references].join(" ");
    return {
      id: (report.messageId ?? "").slice(0, 300),
      recipients,
      token: headers["x-safar-message"]?.replaceAll(/\s/g, ""),
      messageIds: [...new Set(ids.slice(0, 4_000).match(/<[^<>\s@]{1,200}@[^<>\s@]{1,253}>/g) ?? [])].slice(
        0,
        10,
      ),
    };
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, string>>;

/** Groups of fields, parted by empty lines; names in lower case, lines that belong together joined. */
function fieldsOf(text: string): Fields[] {
  const unfolded = text.replaceAll("\r\n", "\n").replaceAll(/\n[ \t]/g, " ");
  return unfolded
    .split("\n\n")
    .map((group) => {
      const fields: Record<string, string> = Object.create(null);
      for (const line of group.split("\n")) {
        const colon = line.indexOf(":");
        const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
        if (name !== "") fields[name] ??= line.slice(colon + 1).trim();
      }
      return fields;
    })
    .filter((fields) => Object.keys(fields).length > 0);
}

function textOf({ content }: Attachment, most: number): string {
  if (typeof content === "string") return content.slice(0, most);
  return Buffer.from(content as ArrayBuffer)
    .subarray(0, most)
    .toString("utf8");
}

function recipientsOf(groups: readonly Fields[]): ReturnedRecipient[] {
  return groups.flatMap((fields) => {
    const addresses = [fields["original-recipient"], fields["final-recipient"]].flatMap(addressOf);
    const action = fields.action?.toLowerCase() ?? "";
    if (addresses.length === 0 || (action !== "failed" && action !== "delayed")) return [];
    const diagnostic = fields["diagnostic-code"]?.replace(/^[\w-]{1,20}\s?;\s?/, "") ?? "";
    const status = /^[245]\.\d{1,3}\.\d{1,3}/.exec(fields.status ?? "")?.[0] ?? "";
    const is = action === "failed" && isDead(status, diagnostic) ? "hard" : "soft";
    return [{ addresses, is, reason: [status, diagnostic].filter(Boolean).join(" ").slice(0, 300) } as const];
  });
}

/** What mail servers write where their status says nothing more than "failed". */
const NOBODY =
  /user unknown|unknown user|no such user|does not exist|mailbox not found|no such recipient|recipient unknown/i;

/** Whether nothing will ever arrive: by the status, else by what the other server answered. */
function isDead(status: string, diagnostic: string): boolean {
  const told = enhancedCode(diagnostic);
  if (isDeadAddressCode(status) || (told !== undefined && isDeadAddressCode(told))) return true;
  return status === "5.0.0" && told === undefined && /^55[013]\b/.test(diagnostic) && NOBODY.test(diagnostic);
}

/** Only a complaint of abuse is a no; the other kinds of reports tell of something else. */
function complainersOf(groups: readonly Fields[]): ReturnedRecipient[] {
  return groups.flatMap((fields) => {
    if (fields["feedback-type"]?.toLowerCase() !== "abuse") return [];
    return [{ addresses: addressOf(fields["original-rcpt-to"]), is: "spam", reason: "" } as const];
  });
}

/** `rfc822; a@b.example`, or the address alone, perhaps in angle brackets. */
function addressOf(field: string | undefined): string[] {
  const address = plainEmailAddress((field ?? "").split(";").at(-1)!.replaceAll(/[<>]/g, ""));
  return address.includes("@") && address.length <= 320 ? [address] : [];
}
