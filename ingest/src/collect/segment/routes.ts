import type { FastifyInstance, FastifyRequest } from "fastify";
import type { FindKey } from "../../sources/source.js";
import { RequestError } from "../errors.js";
import type { RateLimits } from "../limits/rate-limits.js";
import { CURRENT, sendScript, UNCHANGING } from "../script/routes.js";
import { clientScripts } from "./client-scripts.js";
import { publicAddress } from "./public-address.js";
import { settingsDocument } from "./settings-document.js";

export interface SegmentParts {
  readonly findKey: FindKey;
  readonly rateLimits: RateLimits;
  /** SAFAR_PUBLIC_URL, or empty. */
  readonly publicUrl?: string | undefined;
}

/** How long a page may cache the settings, in seconds. */
const SETTINGS_SECONDS = 300;

/** What Segment's browser client requests besides sending events. */
export async function segmentRoutes(
  app: FastifyInstance,
  { findKey, rateLimits, publicUrl = "" }: SegmentParts,
): Promise<void> {
  app.addHook("onRequest", async (request) => rateLimits.takeRequest(request));
  // The client's metrics about itself arrive as text and are ignored.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, _body, done) => done(null, undefined));

  let warned = publicUrl !== "";
  function warnOfForwardedHost({ raw: { headers }, log }: FastifyRequest): void {
    const forwarded = headers["x-forwarded-host"];
    if (warned || forwarded === undefined || forwarded === headers.host) return;
    warned = true;
    log.warn(
      "A proxy uses another host name for the collector than pages do. Set the pages' one with SAFAR_PUBLIC_URL.",
    );
  }

  function checkWebKey(writeKey: string): void {
    const key = findKey(writeKey);
    // A server key is a secret and must not be in a page, so it is never sent back to one.
    if (key?.kind !== "web") throw new RequestError("unknown_write_key");
    if (key.sourceDisabled) throw new RequestError("source_disabled");
  }

  // Segment's snippet loads its client from here when its host is this collector.
  const scripts = clientScripts();
  for (const name of ["analytics.min.js", "analytics.js"]) {
    app.get<{ Params: { writeKey: string } }>(
      `/analytics.js/v1/:writeKey/${name}`,
      async (request, reply) => {
        checkWebKey(request.params.writeKey);
        const script = await scripts.main();
        if (script === undefined) throw new RequestError("script_not_built");
        return sendScript(script, CURRENT, request, reply);
      },
    );
  }
  app.get<{ Params: { file: string } }>("/analytics-next/bundles/:file", async (request, reply) => {
    const script = await scripts.part(request.params.file);
    if (script === undefined) throw new RequestError("script_not_found");
    return sendScript(script, UNCHANGING, request, reply);
  });

  app.get<{ Params: { writeKey: string } }>("/v1/projects/:writeKey/settings", async (request, reply) => {
    const { writeKey } = request.params;
    checkWebKey(writeKey);
    // A shared cache may keep the answer only if no request header can change it.
    reply.header("cache-control", `${publicUrl ? "public" : "private"}, max-age=${SETTINGS_SECONDS}`);
    warnOfForwardedHost(request);
    return settingsDocument(writeKey, publicAddress(publicUrl, request.raw.headers));
  });
  app.post("/v1/m", async () => ({ success: true }));
}
