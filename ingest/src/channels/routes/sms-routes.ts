import { createHash } from "node:crypto";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { phoneNumber } from "../../people/phone-number.js";
import { bounced, type FateEvent, fateEvent } from "../fate.js";
import type { PersonId } from "../find-message.js";
import { aboutOf, LINK_PATHS } from "../links/message-links.js";
import type { Seal } from "../links/seal.js";
import type { MessageAbout } from "../message-about.js";
import type { SmsFinder } from "../sms/find-sms.js";
import { isStop } from "../sms/is-stop.js";
import type { SmsProvider } from "../sms/provider.js";
import { textAt } from "../sms/read-answer.js";
import { sourceOf } from "./source-token.js";
import { type StoreFatesParts, storeFates } from "./store-fates.js";

/** Where providers of SMS call; both need a token that we sealed. */
export const SMS_PATHS = { receipt: LINK_PATHS["sms-receipt"], inbound: "/m/sms/inbound" } as const;

export interface SmsRouteParts extends StoreFatesParts {
  readonly seal: Seal;
  /** Undefined where no SMS are sent from here. */
  readonly sms: { readonly provider: SmsProvider; readonly finder: SmsFinder } | undefined;
}

type Told = Readonly<Record<string, unknown>>;
type Asked = FastifyRequest<{ Querystring: Record<string, string> }>;

const LARGEST_BODY = 16 * 1024;

/**
 * What providers of SMS tell: that a message arrived or did not, and what people reply. Whoever has no token learns
 * nothing, and a receipt that comes twice is one event.
 */
export function smsRoutes(app: FastifyInstance, parts: SmsRouteParts): void {
  const options = { config: { cors: false as const }, bodyLimit: LARGEST_BODY };
  const route = (path: string, answer: (request: Asked) => Promise<number>) =>
    app.route<{ Querystring: Record<string, string> }>({
      method: ["GET", "POST"],
      url: path,
      ...options,
      async handler(request: Asked, reply: FastifyReply) {
        try {
          return await reply.status(await answer(request)).send();
        } catch (error) {
          parts.unforeseen?.(error);
          // A provider tells again what was not taken.
          return await reply.status(503).header("retry-after", 60).send();
        }
      },
    });
  route(SMS_PATHS.receipt, (request) => takeReceipt(request, parts));
  route(SMS_PATHS.inbound, (request) => takeReply(request, parts));
}

async function takeReceipt(request: Asked, parts: SmsRouteParts): Promise<number> {
  const { seal, sms } = parts;
  const token = request.query.t;
  const own = aboutOf(seal, "sms-receipt", token);
  const source = own?.source ?? sourceOf(seal, "sms", token);
  if (source === undefined) return 404;
  if (sms === undefined) return 503;
  const rules = sms.provider.receipt;
  if (rules === undefined) return 204;
  const told = toldIn(request);
  const status = textAt(told, rules.status);
  const isDelivered = rules.delivered.includes(status);
  if (!isDelivered && !rules.failed.includes(status)) return 204;
  const about = own ?? (await sms.finder.byProviderId(source, textAt(told, rules.id)));
  if (about === undefined) return 204;
  const code = rules.code === undefined ? "" : textAt(told, rules.code);
  await storeFates(source, [receiptEvent(about, isDelivered, status, code, rules.dead ?? [])], parts);
  return 204;
}

function receiptEvent(
  about: MessageAbout,
  isDelivered: boolean,
  status: string,
  code: string,
  dead: readonly string[],
): FateEvent {
  if (isDelivered) return fateEvent(about, "SMS Delivered", {}, { key: "delivered" });
  const isDead = dead.includes(code === "" ? status : code);
  const reason = [status, code].filter(Boolean).join(" ");
  return bounced(about, isDead ? "hard" : "soft", reason, "failed");
}

async function takeReply(request: Asked, parts: SmsRouteParts): Promise<number> {
  const source = sourceOf(parts.seal, "sms", request.query.t);
  if (source === undefined) return 404;
  if (parts.sms === undefined) return 503;
  const rules = parts.sms.provider.inbound;
  if (rules === undefined) return 204;
  const told = toldIn(request);
  const [from, text] = [phoneNumber(textAt(told, rules.from)), textAt(told, rules.text)];
  if (from === "" || !isStop(text)) return 204;
  const people = await parts.sms.finder.byNumber(source, from);
  const id = (rules.id && textAt(told, rules.id)) || `${text} ${new Date().toISOString().slice(0, 10)}`;
  const events = people.map((person) => stopped(person, [source, from, id]));
  if (events.length > 0) await storeFates(source, events, parts);
  return 204;
}

/** That a person replied with a no: the same reply is one event, however often it is told. */
function stopped(person: PersonId, reply: readonly string[]): FateEvent {
  const key = createHash("sha256")
    .update(JSON.stringify([person, reply]))
    .digest("hex")
    .slice(0, 32);
  return {
    type: "track",
    event: "Unsubscribed",
    messageId: `sms-reply:${key}`,
    timestamp: new Date().toISOString(),
    ...(person.userId === undefined ? { anonymousId: person.anonymousId! } : { userId: person.userId }),
    properties: { channel: "sms", by: "reply" },
  };
}

/** What was told, in the address, in a form or as JSON, however the body is labelled. */
function toldIn({ query, body }: Asked): Told {
  const text = body instanceof Buffer ? body.toString("utf8").trim() : "";
  if (!text.startsWith("{")) return { ...query, ...Object.fromEntries(new URLSearchParams(text)) };
  try {
    return { ...query, ...(JSON.parse(text) as object) };
  } catch {
    return query;
  }
}
