import type { FastifyInstance } from "fastify";
import type { FindKey } from "../../sources/source.js";
import { RequestError } from "../errors.js";
import type { RateLimits } from "../limits/rate-limits.js";
import { outerKeyOf } from "../write-key.js";
import { sourceConfig } from "./source-config.js";

export interface RudderstackParts {
  readonly findKey: FindKey;
  readonly rateLimits: RateLimits;
}

/** What RudderStack's browser client requests besides sending events. */
export async function rudderstackRoutes(
  app: FastifyInstance,
  { findKey, rateLimits }: RudderstackParts,
): Promise<void> {
  app.addHook("onRequest", async (request) => rateLimits.takeRequest(request));
  app.get("/sourceConfig", async (request, reply) => {
    const writeKey = outerKeyOf(request);
    if (writeKey === undefined) throw new RequestError("missing_write_key");
    const key = findKey(writeKey);
    // A server key is a secret and must not be in a page, so it is never sent back to one.
    if (key?.kind !== "web") throw new RequestError("unknown_write_key");
    if (key.sourceDisabled) throw new RequestError("source_disabled");
    reply.header("cache-control", "private, max-age=300");
    return sourceConfig(key.source.id, writeKey);
  });
}
