import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { EmailFinder } from "../email/find-email.js";
import { EMAIL_PROVIDERS, type EmailNotice, type EmailProvider, READ_NOTICES } from "../email/notices.js";
import { bounced, type FateEvent, fateEvent } from "../fate.js";
import type { PersonId } from "../find-message.js";
import { aboutOf } from "../links/message-links.js";
import type { Seal } from "../links/seal.js";
import type { MessageAbout } from "../message-about.js";
import { sourceOf } from "./source-token.js";
import { type StoreFatesParts, storeFates } from "./store-fates.js";

/** Where providers of e-mail tell what became of e-mails; it needs a token that we sealed. */
export const emailPath = (provider: EmailProvider) => `/m/email/${provider}` as const;

export interface EmailRouteParts extends StoreFatesParts {
  readonly seal: Seal;
  /** Undefined where no e-mails are sent from here. */
  readonly email: EmailFinder | undefined;
}

type Asked = FastifyRequest<{ Querystring: { t?: string } }>;

/** Notifications hold the headers of the e-mail, and some its text. */
const LARGEST_BODY = 512 * 1024;
const EVENTS = {
  delivered: "Email Delivered",
  hard: "Email Bounced",
  soft: "Email Bounced",
  spam: "Email Marked as Spam",
} as const;

/**
 * Bounces, complaints and deliveries as Postmark, Mailgun and Amazon SES tell them. A bounce belongs to an address: where
 * the e-mail is not known any more, it is told of everybody who has the address.
 */
export function emailRoutes(app: FastifyInstance, parts: EmailRouteParts): void {
  for (const provider of EMAIL_PROVIDERS)
    app.post<{ Querystring: { t?: string } }>(
      emailPath(provider),
      { config: { cors: false as const }, bodyLimit: LARGEST_BODY },
      async (request: Asked, reply) => {
        const source = sourceOf(parts.seal, "email", request.query.t);
        if (source === undefined) return reply.status(404).send();
        // A provider tells again later, or shows its owner that nothing is taken here.
        if (parts.email === undefined) return reply.status(503).header("retry-after", 3_600).send();
        const body = jsonOf(request);
        if (body === undefined) return reply.status(400).send();
        logConfirmation(request, body);
        try {
          for (const notice of READ_NOTICES[provider](body)) await take(source, notice, parts);
        } catch (error) {
          parts.unforeseen?.(error);
          // A provider tells again what was not taken.
          return reply.status(503).header("retry-after", 60).send();
        }
        return reply.status(204).send();
      },
    );
}

async function take(source: string, notice: EmailNotice, parts: EmailRouteParts): Promise<void> {
  const { seal, email } = parts;
  if (email === undefined) return;
  const sealed = aboutOf(seal, "message", notice.token);
  const about =
    (sealed?.source === source ? sealed : undefined) ??
    (await email.byMessageId(source, notice.messageId?.replace(/^<|>$/g, "").split("@")[0] ?? ""));
  const events = about
    ? [ofMessage(about, notice)]
    : (await email.byAddress(source, notice.address)).map((person) => ofPerson(person, notice));
  if (events.length > 0) await storeFates(source, events, parts);
}

function ofMessage(about: MessageAbout, { is, reason, key }: EmailNotice): FateEvent {
  if (is === "hard" || is === "soft") return bounced(about, is, reason, `${is}-${key}`);
  const told = is === "spam" ? { email: about.to } : {};
  return fateEvent(about, EVENTS[is], told, { key: `${is}-${key}` });
}

function ofPerson(person: PersonId, { is, address, reason, key }: EmailNotice): FateEvent {
  const id = createHash("sha256")
    .update(JSON.stringify([person, is, address, key]))
    .digest("hex")
    .slice(0, 32);
  return {
    type: "track",
    event: EVENTS[is],
    messageId: `email-notice:${id}`,
    timestamp: new Date().toISOString(),
    ...(person.userId === undefined ? { anonymousId: person.anonymousId! } : { userId: person.userId }),
    properties: {
      ...{ channel: "email", email: address },
      ...(is === "hard" || is === "soft" ? { bounce_type: is, reason: reason.slice(0, 300) } : {}),
    },
  };
}

/** SNS asks whether its calls are wanted. The operator says so: the collector opens no address that it is told. */
function logConfirmation(request: Asked, body: object): void {
  const { Type: type, SubscribeURL: url } = body as { Type?: unknown; SubscribeURL?: unknown };
  if (type === "SubscriptionConfirmation" && typeof url === "string")
    request.log.warn(
      { url: url.slice(0, 2_000) },
      "Amazon SNS waits: open this address once to get its notifications",
    );
}

/** The body, which SNS labels as text. */
function jsonOf({ body }: Asked): object | undefined {
  try {
    const told: unknown = JSON.parse(body instanceof Buffer ? body.toString("utf8") : "");
    return typeof told === "object" && told !== null ? told : undefined;
  } catch {
    return undefined;
  }
}
