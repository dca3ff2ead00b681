import { CHANNELS, type Channel } from "@safar/schemas/journey";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { RateLimits } from "../../collect/limits/rate-limits.js";
import { type FateEvent, fateEvent, permissionSaid } from "../fate.js";
import { aboutOf, clickOf, LINK_PATHS, PUSH_KEY_PATH } from "../links/message-links.js";
import { whoAsks } from "../links/who-asks.js";
import type { MessageAbout } from "../message-about.js";
import { type EmailRouteParts, emailRoutes } from "./email-routes.js";
import { PAGE_POLICY, readersPage } from "./page.js";
import { type SmsRouteParts, smsRoutes } from "./sms-routes.js";
import { storeFates } from "./store-fates.js";

export interface MessageRouteParts extends SmsRouteParts, EmailRouteParts {
  readonly rateLimits: Pick<RateLimits, "takeRequest">;
  /** What browsers subscribe to notifications with; undefined where none are sent. */
  readonly pushKey: string | undefined;
  /** Finds out by which channels the person of a message wants marketing now; undefined where there is nobody to ask. */
  readonly choices: ((about: MessageAbout) => Promise<readonly Channel[]>) | undefined;
}

type Asked = FastifyRequest<{ Querystring: { t?: string } }>;

const LARGEST_FORM = 4 * 1024;
/** A transparent image of one pixel. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/**
 * What readers of messages ask for: links, the image that tells of an opening, and the page on which they unsubscribe.
 * Only a POST unsubscribes (RFC 8058): mail scanners follow every link.
 */
export async function messageRoutes(app: FastifyInstance, parts: MessageRouteParts): Promise<void> {
  const { seal, rateLimits } = parts;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request, reply) => {
    // As for events: whatever a body is labelled, its bytes count.
    request.headers["content-type"] = "application/octet-stream";
    rateLimits.takeRequest(request);
    reply.headers({
      "content-security-policy": PAGE_POLICY,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-robots-tag": "noindex",
      "cache-control": "no-store",
    });
  });
  const options = { config: { cors: false as const } };
  smsRoutes(app, parts);
  emailRoutes(app, parts);

  /** Tells of a click or an opening. What can't be stored now is reported, and the reader gets what they asked for. */
  async function tell(about: MessageAbout, event: FateEvent): Promise<void> {
    try {
      await storeFates(about.source, [event], parts);
    } catch (error) {
      parts.unforeseen?.(error);
    }
  }

  /** What is ticked on the page. The page comes without, too, where it can't be found out now. */
  async function choicesOf(about: MessageAbout): Promise<readonly Channel[]> {
    try {
      return (await parts.choices?.(about)) ?? [];
    } catch (error) {
      parts.unforeseen?.(error);
      return [];
    }
  }

  app.get(LINK_PATHS.click, options, async (request: Asked, reply) => {
    const found = clickOf(seal, request.query.t);
    if (found === undefined) return sendPage(request, reply.status(404), "unknown");
    const { about, url } = found;
    const by = askedBy(request, about);
    const event = about.channel === "push" ? "Push Notification Tapped" : "Email Link Clicked";
    await tell(about, fateEvent(about, event, { link_url: url, by }));
    return reply.redirect(url, 302);
  });

  if (parts.pushKey !== undefined) {
    const answer = { publicKey: parts.pushKey };
    app.get(PUSH_KEY_PATH, (_request, reply) =>
      reply.header("cache-control", "public, max-age=300").send(answer),
    );
  }

  app.get(LINK_PATHS.open, options, async (request: Asked, reply) => {
    const about = aboutOf(seal, "open", request.query.t);
    if (about) await tell(about, fateEvent(about, "Email Opened", { by: askedBy(request, about) }));
    return reply.type("image/gif").send(PIXEL);
  });

  app.get(LINK_PATHS.unsubscribe, options, async (request: Asked, reply) => {
    const about = aboutOf(seal, "unsubscribe", request.query.t);
    if (about === undefined) return sendPage(request, reply.status(404), "unknown");
    return sendPage(request, reply, "question", about, await choicesOf(about));
  });

  app.post(LINK_PATHS.unsubscribe, { ...options, bodyLimit: LARGEST_FORM }, async (request: Asked, reply) => {
    const about = aboutOf(seal, "unsubscribe", request.query.t);
    if (about === undefined) return sendPage(request, reply.status(404), "unknown");
    const form = new URLSearchParams(request.body instanceof Buffer ? request.body.toString("utf8") : "");
    const isChoice = form.get("do") === "choose";
    const chosen = CHANNELS.filter((channel) => form.getAll("channel").includes(channel));
    const events = isChoice
      ? CHANNELS.map((channel) => permissionSaid(about, channel, chosen.includes(channel)))
      : [permissionSaid(about, about.channel, false)];
    try {
      await storeFates(about.source, events, parts);
    } catch (error) {
      parts.unforeseen?.(error);
      return sendPage(request, reply.status(503).header("retry-after", 60), "failed", about, chosen);
    }
    if (isChoice) return sendPage(request, reply, "saved", about, chosen);
    // A mail program's click (RFC 8058) shows its answer to nobody, and waits for no question.
    const isSeen = form.get("do") === "unsubscribe";
    const left = isSeen ? (await choicesOf(about)).filter((channel) => channel !== about.channel) : [];
    return sendPage(request, reply, "done", about, left);
  });
}

function askedBy(request: Asked, about: MessageAbout) {
  const { method, headers } = request;
  return whoAsks({ method, headers, sinceMs: about.channel === "push" ? undefined : Date.now() - about.at });
}

function sendPage(
  request: Asked,
  reply: FastifyReply,
  says: Parameters<typeof readersPage>[1],
  about?: MessageAbout,
  channels: readonly Channel[] = [],
) {
  const language = about?.language ?? request.headers["accept-language"]?.slice(0, 100) ?? "en";
  const token = about === undefined ? undefined : request.query.t;
  return reply.type("text/html; charset=utf-8").send(readersPage(language, says, token, channels));
}
