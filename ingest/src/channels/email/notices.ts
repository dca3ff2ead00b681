/** What a provider of e-mail tells later of an e-mail to one address. */
export interface EmailNotice {
  readonly is: "delivered" | "hard" | "soft" | "spam";
  readonly address: string;
  /** The same when it is told again. */
  readonly key: string;
  readonly reason: string;
  /** The header by which an e-mail is known again, where the provider returns headers. */
  readonly token?: string | undefined;
  /** The Message-ID that it was handed over with, where the provider keeps it. */
  readonly messageId?: string | undefined;
}

/** Reads what a provider's body tells; nothing for what is not kept, such as an opening. */
export type ReadNotices = (body: unknown) => EmailNotice[];

export const EMAIL_PROVIDERS = ["postmark", "mailgun", "ses"] as const;
export type EmailProvider = (typeof EMAIL_PROVIDERS)[number];

/** By provider, from the bodies that they document: see the README of channels. */
export const READ_NOTICES: Readonly<Record<EmailProvider, ReadNotices>> = { postmark, mailgun, ses };

type Fields = Readonly<Record<string, unknown>>;

const MOST_RECIPIENTS = 100;
const HEADER = "x-safar-message";
/** Postmark's bounces after which nothing ever arrives. */
const POSTMARK_HARD = new Set(["HardBounce", "BadEmailAddress"]);

function postmark(body: unknown): EmailNotice[] {
  const told = fields(body);
  const [record, type] = [text(told.RecordType) || "Bounce", text(told.Type)];
  const key = text(told.ID) || text(told.MessageID);
  const reason = [type, text(told.Details) || text(told.Description)].filter(Boolean).join(": ");
  if (record === "Delivery")
    return notice({ is: "delivered", address: text(told.Recipient), key, reason: "" });
  const address = text(told.Email);
  if (record === "SpamComplaint" || type === "SpamComplaint")
    return notice({ is: "spam", address, key, reason });
  if (record !== "Bounce" || type === "") return [];
  return notice({ is: POSTMARK_HARD.has(type) ? "hard" : "soft", address, key, reason });
}

function mailgun(body: unknown): EmailNotice[] {
  const told = fields(fields(body)["event-data"]);
  const status = fields(told["delivery-status"]);
  const messageId = text(fields(fields(told.message).headers)["message-id"]);
  const reason = [text(told.reason), text(status.message) || text(status.description)]
    .filter(Boolean)
    .join(": ");
  const about = { address: text(told.recipient), key: text(told.id), reason, messageId };
  switch (told.event) {
    case "delivered":
      return notice({ is: "delivered", ...about });
    case "complained":
      return notice({ is: "spam", ...about });
    case "failed":
      return notice({ is: told.severity === "permanent" ? "hard" : "soft", ...about });
    default:
      return [];
  }
}

/** Amazon SES, by way of SNS: the notification stands as text in an envelope, or alone. */
function ses(body: unknown): EmailNotice[] {
  const envelope = fields(body);
  const told = typeof envelope.Message === "string" ? fields(parsed(envelope.Message)) : envelope;
  const mail = fields(told.mail);
  const token = list(mail.headers)
    .map(fields)
    .find(({ name }) => text(name).toLowerCase() === HEADER);
  const about = {
    key: text(mail.messageId),
    token: token && text(token.value),
    messageId: text(fields(mail.commonHeaders).messageId),
  };
  const kind = text(told.notificationType) || text(told.eventType);
  if (kind === "Delivery")
    return list(fields(told.delivery).recipients).flatMap((address) =>
      notice({ is: "delivered", address: text(address), reason: "", ...about }),
    );
  if (kind === "Complaint")
    return list(fields(told.complaint).complainedRecipients).flatMap((each) =>
      notice({ is: "spam", address: text(fields(each).emailAddress), reason: "", ...about }),
    );
  if (kind !== "Bounce") return [];
  const bounce = fields(told.bounce);
  const is = bounce.bounceType === "Permanent" ? "hard" : "soft";
  return list(bounce.bouncedRecipients).flatMap((each) => {
    const { emailAddress, diagnosticCode } = fields(each);
    const reason = [text(bounce.bounceSubType), text(diagnosticCode)].filter(Boolean).join(": ");
    return notice({ is, address: text(emailAddress), reason, ...about });
  });
}

/** One that names no address tells nothing. */
function notice(told: EmailNotice): EmailNotice[] {
  const address = /<([^<>]+)>\s*$/.exec(told.address)?.[1] ?? told.address;
  return address.includes("@") ? [{ ...told, address: address.trim().toLowerCase() }] : [];
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, MOST_RECIPIENTS) : [];
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value).slice(0, 6_000) : "";
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
