import type { FastifyInstance, FastifyRequest } from "fastify";
import type { SourceEntry } from "../../sources/sources-file.js";
import { PLATFORM_NAMES, type PlatformName } from "../../sources/webhook-secrets.js";
import { decodeText } from "../decode-text.js";
import { RequestError } from "../errors.js";
import { readJson } from "../json.js";
import type { RateLimits } from "../limits/rate-limits.js";
import { oneATurn } from "../limits/turns.js";
import { receive } from "../receive.js";
import type { Answer, ReceiveParts } from "../received.js";
import { PLATFORMS } from "./platforms.js";
import { isSigned } from "./signature.js";

export interface WebhookParts extends ReceiveParts {
  /** The current sources, with their web-hooks' secrets. */
  readonly sources: () => readonly SourceEntry[];
  readonly rateLimits: RateLimits;
}

/** Larger than the limit of a batch, because an order may have 2,000 lines. */
const LARGEST_BODY = 4 * 1024 * 1024;

/** Web-hooks of shop platforms: `POST /v1/webhooks/<platform>/<source>`; see this folder's README. */
export async function webhookRoutes(app: FastifyInstance, parts: WebhookParts): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", async (request) => {
    // As for events, every content type is read as bytes.
    request.headers["content-type"] = "application/octet-stream";
    parts.rateLimits.takeRequest(request);
  });
  app.addHook("onRequest", oneATurn());
  for (const name of PLATFORM_NAMES) {
    app.post<{ Params: { source: string } }>(
      `/v1/webhooks/${name}/:source`,
      { bodyLimit: LARGEST_BODY, config: { cors: false } },
      (request) => take(name, request, parts),
    );
  }
}

async function take(
  name: PlatformName,
  request: FastifyRequest<{ Params: { source: string } }>,
  parts: WebhookParts,
): Promise<Answer> {
  const receivedAt = Date.now();
  const platform = PLATFORMS[name];
  const body = request.body instanceof Buffer ? request.body : Buffer.alloc(0);
  const source = parts.sources().find(({ id }) => id === request.params.source);
  const secret = source?.webhookSecrets?.[name];
  if (!isSigned(body, request.headers[platform.signatureHeader], secret)) {
    if (platform.isGreeting(body)) return { success: true, accepted: 0, rejected: [] };
    throw new RequestError("wrong_signature");
  }
  if (source!.disabled) throw new RequestError("source_disabled");
  const unavailable = parts.log.unavailable();
  if (unavailable) throw unavailable;
  const { value, stringify } = readSigned(body);
  const key = { id: `webhook:${name}:${source!.id}`, source: source!, kind: "server" as const };
  const events = platform.eventsOf(value);
  return receive({ events }, { key, stringify, receivedAt, sender: {} }, parts);
}

function readSigned(body: Buffer) {
  const text = decodeText(body);
  try {
    return readJson(text);
  } catch (error) {
    throw new RequestError("invalid_json", undefined, { cause: error });
  }
}
