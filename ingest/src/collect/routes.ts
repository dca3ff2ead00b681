import type { FastifyInstance, FastifyRequest } from "fastify";
import { browserOf } from "../event/enrich/is-bot.js";
import type { FindKey } from "../sources/source.js";
import { admission } from "./admission.js";
import { asObject, BATCH_PATHS, type Batch, readBatch, readSingle, SINGLE_CALLS } from "./batch.js";
import { readBody } from "./body.js";
import { RequestError } from "./errors.js";
import type { RateLimits } from "./limits/rate-limits.js";
import { oneATurn } from "./limits/turns.js";
import { receive } from "./receive.js";
import type { Answer, ReceiveParts } from "./received.js";
import { keepVisitorCookie } from "./visitor-cookie.js";
import { outerKeyOf, writeKeysOf } from "./write-key.js";

export interface CollectParts extends ReceiveParts {
  readonly findKey: FindKey;
  readonly rateLimits: RateLimits;
  /** See AppParts. */
  readonly visitorDomains?: readonly string[] | undefined;
}

/** The addresses that accept events; see WIRE.md. */
export async function collectRoutes(app: FastifyInstance, parts: CollectParts): Promise<void> {
  const { log, privacy, findKey, rateLimits, visitorDomains = [] } = parts;
  // Clients label JSON as plain text, form data or nothing at all, so every content type is read as bytes.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async ({ headers }) => {
    // Fastify would refuse a malformed content type before the body is read.
    headers["content-type"] = "application/octet-stream";
  });

  // Before the body is read, so that a sender over its limit costs little. Server keys are exempt: they send for many
  // customers.
  app.addHook("onRequest", async (request) => {
    const key = outerKeyOf(request);
    if (key === undefined || findKey(key)?.kind !== "server") rateLimits.takeRequest(request);
  });

  // Still before the body is read, the request waits for its turn.
  app.addHook("onRequest", oneATurn());

  keepVisitorCookie(app, visitorDomains);

  const admit = admission(app.log);

  async function answer(
    request: FastifyRequest,
    readEvents: (body: Record<string, unknown>) => Batch,
  ): Promise<Answer> {
    const receivedAt = Date.now();
    const unavailable = log.unavailable();
    if (unavailable) throw unavailable;
    const { value, stringify } = await readBody(
      request.body instanceof Buffer ? request.body : Buffer.alloc(0),
      request.headers["content-encoding"],
    );
    const body = asObject(value);
    const writeKeys = writeKeysOf(request, body);
    if (writeKeys.length === 0) throw new RequestError("missing_write_key");
    const key = firstKnown(writeKeys, (writeKey) => findKey(writeKey, receivedAt));
    if (key === undefined) throw new RequestError("unknown_write_key");
    admit(key, request.headers.origin);
    const batch = readEvents(body);
    rateLimits.takeEvents(key, batch.events.length);
    const sender = privacy.senderOf(request);
    const browser = browserOf(key.kind, request.headers["user-agent"]);
    return receive(batch, { key, stringify, receivedAt, sender, browser }, parts);
  }

  for (const path of BATCH_PATHS) app.post(path, (request) => answer(request, readBatch));
  for (const [type, paths] of Object.entries(SINGLE_CALLS)) {
    const readEvents = (body: Record<string, unknown>) => readSingle(type as keyof typeof SINGLE_CALLS, body);
    for (const path of paths) app.post(path, (request) => answer(request, readEvents));
  }
}

function firstKnown<Key>(names: readonly string[], find: (name: string) => Key | undefined): Key | undefined {
  for (const name of names) {
    const key = find(name);
    if (key !== undefined) return key;
  }
  return undefined;
}
