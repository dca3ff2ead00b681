import type { FastifyInstance } from "fastify";
import { RequestError } from "../errors.js";
import type { RateLimits } from "../limits/rate-limits.js";
import type { FindKey } from "../sources/source.js";
import { settingsDocument } from "./settings-document.js";

export interface SegmentParts {
  readonly findKey: FindKey;
  readonly rateLimits: RateLimits;
}

/** How long a page may keep the settings, in seconds. */
const SETTINGS_SECONDS = 300;

/** What Segment's browser client asks for beside sending events. */
export async function segmentRoutes(
  app: FastifyInstance,
  { findKey, rateLimits }: SegmentParts,
): Promise<void> {
  app.addHook("onRequest", async (request) => rateLimits.takeRequest(request));
  // Its figures about itself are read by nobody; they come as text, and are not looked into.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null, undefined));

  app.get<{ Params: { writeKey: string } }>("/v1/projects/:writeKey/settings", async (request, reply) => {
    const { writeKey } = request.params;
    const key = findKey(writeKey);
    // A server key is a secret: it has no business in a page, and is not sent back to one.
    if (key?.kind !== "web") throw new RequestError("unknown_write_key");
    if (key.sourceDisabled) throw new RequestError("source_disabled");
    reply.header("cache-control", `public, max-age=${SETTINGS_SECONDS}`);
    return settingsDocument(writeKey, request.host);
  });
  app.post("/v1/m", async () => ({ success: true }));
}
