import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { RequestError } from "../errors.js";
import { acceptedEncoding } from "./accepted-encoding.js";
import type { BrowserScript } from "./browser-script.js";

/** A page gets a new release within five minutes. While the collector is down, it uses its cached copy. */
export const CURRENT = "public, max-age=300, stale-while-revalidate=86400, stale-if-error=604800";
/** A file whose name has a hash never changes. */
export const UNCHANGING = "public, max-age=31536000, immutable";

/**
 * Serves the browser script. `/safar.js` is always the current one; `/safar-<hash>.js` never changes.
 * `/safar-debug.js` is for a second tag, in development; `/safar-datalayer.js` for one on pages with Google's
 * dataLayer; `/safar-push.js` is a module for pages that ask for notifications, `/safar-push-worker.js` for the shop's
 * service worker.
 *
 * @param script undefined when it is not installed: then the answer says what to do
 */
export async function scriptRoutes(
  app: FastifyInstance,
  {
    script,
    debug,
    dataLayer,
    push,
    pushWorker,
  }: {
    readonly script: BrowserScript | undefined;
    readonly debug?: BrowserScript | undefined;
    readonly dataLayer?: BrowserScript | undefined;
    readonly push?: BrowserScript | undefined;
    readonly pushWorker?: BrowserScript | undefined;
  },
): Promise<void> {
  app.get("/safar.js", (request, reply) => sendScript(present(script), CURRENT, request, reply));
  app.get("/safar-debug.js", (request, reply) => sendScript(present(debug), CURRENT, request, reply));
  app.get("/safar-datalayer.js", (request, reply) => sendScript(present(dataLayer), CURRENT, request, reply));
  app.get("/safar-push.js", (request, reply) => sendScript(present(push), CURRENT, request, reply));
  app.get("/safar-push-worker.js", (request, reply) =>
    sendScript(present(pushWorker), CURRENT, request, reply),
  );
  app.get("/safar-:hash([0-9a-fA-F]+).js", (request, reply) => {
    const found = present(script);
    const { hash } = request.params as { hash: string };
    if (hash !== found.hash) throw new RequestError("script_not_found");
    return sendScript(found, UNCHANGING, request, reply);
  });
}

function present(script: BrowserScript | undefined): BrowserScript {
  if (script === undefined) throw new RequestError("script_not_built");
  return script;
}

/**
 * Sends a script in an encoding that the client accepts, or 304 when the client has it.
 *
 * @param caching for Cache-Control
 */
export function sendScript(
  script: BrowserScript,
  caching: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  // Weak, because the bytes differ by encoding while the script is the same.
  const etag = `W/"${script.hash}"`;
  reply.headers({
    "access-control-allow-origin": "*",
    "cache-control": caching,
    "cross-origin-resource-policy": "cross-origin",
    etag,
    "timing-allow-origin": "*",
    vary: "accept-encoding",
    "x-content-type-options": "nosniff",
  });
  if (isKnown(etag, request.headers["if-none-match"])) return reply.code(304).send();
  const encoding = acceptedEncoding(request.headers["accept-encoding"]);
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply.type("text/javascript; charset=utf-8").send(script.bodies[encoding]);
}

/** Whether the client's copy is current (`If-None-Match`, RFC 9110, 13.1.2, weak comparison). */
function isKnown(etag: string, header: string | undefined): boolean {
  const weak = (tag: string) => tag.trim().replace(/^W\//, "");
  return header?.split(",").some((tag) => tag.trim() === "*" || weak(tag) === weak(etag)) ?? false;
}
