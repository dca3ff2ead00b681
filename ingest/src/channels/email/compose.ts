import { createTransport } from "nodemailer";
import type { OutgoingMessage } from "../channel.js";
import type { Mailbox } from "./address.js";

/** How the shop's e-mails are signed (RFC 6376), as a TXT record at `<selector>._domainkey.<domain>` says. */
export interface Dkim {
  readonly domain: string;
  readonly selector: string;
  /** PEM. */
  readonly privateKey: string;
}

export interface Sender {
  readonly from: Mailbox;
  readonly replyTo?: Mailbox;
  /** Where mail servers return it: the sender of the envelope; `from` if left out. */
  readonly returnTo?: string;
  readonly dkim?: Dkim;
}

/** An e-mail as it is handed to an SMTP server. */
export interface ComposedEmail {
  readonly raw: Buffer;
  readonly envelope: { readonly from: string; readonly to: readonly string[] };
}

/** A header that a message brings along: names of tokens, values of one line. Anything else is refused, not mended. */
const HEADER_NAME = /^[A-Za-z][A-Za-z0-9-]{0,63}$/;
const HEADER_VALUE = /^[^\p{Cc}]{0,2000}$/u;

/** Headers that are made here: a message may not bring its own. */
const OURS = new Set([
  ...["from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version"],
  ...["content-type", "content-transfer-encoding", "dkim-signature", "list-unsubscribe"],
  "list-unsubscribe-post",
]);

/**
 * Builds an e-mail: plain text beside HTML, a Message-ID made of the message id, and for marketing the headers by which
 * one click unsubscribes (RFC 8058). With a key it is signed, those headers included, as the big mailbox providers ask.
 *
 * @throws {RangeError} when a header or a line can't stand in an e-mail
 */
export async function composeEmail(
  { id, to, content, headers = {}, unsubscribeUrl }: OutgoingMessage,
  { from, replyTo, returnTo = from.address, dkim }: Sender,
): Promise<ComposedEmail> {
  if (!isOneLine(content.subject ?? "")) throw new RangeError("the subject has a line break");
  for (const [name, value] of Object.entries(headers)) {
    if (!HEADER_NAME.test(name) || OURS.has(name.toLowerCase()))
      throw new RangeError(`the header ${JSON.stringify(name)} is not a message's own`);
    if (!HEADER_VALUE.test(value)) throw new RangeError(`the header ${name} has a line break or is too long`);
  }
  if (unsubscribeUrl !== undefined && !URL.canParse(unsubscribeUrl))
    throw new RangeError("the address to unsubscribe is no URL");
  const composer = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const { message, envelope } = await composer.sendMail({
    from: { ...from },
    to,
    envelope: { from: returnTo, to },
    ...(replyTo === undefined ? {} : { replyTo: { ...replyTo } }),
    subject: content.subject ?? "",
    text: content.text,
    ...(content.html === undefined ? {} : { html: content.html }),
    messageId: messageIdOf(id, from.address),
    headers: {
      ...headers,
      ...(unsubscribeUrl === undefined
        ? {}
        : {
            "List-Unsubscribe": { prepared: true, value: `<${new URL(unsubscribeUrl).href}>` },
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(dkim === undefined
      ? {}
      : {
          dkim: {
            domainName: dkim.domain,
            keySelector: dkim.selector,
            privateKey: dkim.privateKey,
            headerFieldNames: SIGNED_HEADERS,
          },
        }),
  });
  return { raw: message as Buffer, envelope: { from: envelope.from || "", to: envelope.to } };
}

/** RFC 8058, section 4: the signature covers List-Unsubscribe and List-Unsubscribe-Post. */
const SIGNED_HEADERS = [
  ...["From", "Reply-To", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"],
  ...["Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"],
].join(":");

function isOneLine(text: string): boolean {
  return !/[\p{Cc}\u2028\u2029]/u.test(text);
}

/** The same for every attempt at a message: a mailbox that gets both copies can tell. */
export function messageIdOf(id: string, address: string): string {
  const domain = address.split("@")[1] ?? "localhost";
  return `<${id.replaceAll(/[^A-Za-z0-9._-]/g, "-")}@${domain}>`;
}
