import { createHash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import { openApi, type Paths } from "./openapi.js";
import { referencePage } from "./page.js";
import { STYLE } from "./style.js";

/** No script at all, and nothing from another host. */
const POLICY =
  "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Serves the collector's API reference, at `/openapi.json` for programs and at `/docs` for people.
 *
 * @param paths addresses other than those for events
 */
export async function referenceRoutes(
  app: FastifyInstance,
  { paths }: { readonly paths: Paths },
): Promise<void> {
  const document = openApi(paths);
  const text = JSON.stringify(document);
  const styleName = `/docs-${createHash("sha256").update(STYLE).digest("hex").slice(0, 12)}.css`;
  const page = referencePage(document, styleName);
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers({
      "content-security-policy": POLICY,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=300",
    });
    done();
  });
  app.get("/openapi.json", (_request, reply) => reply.type("application/json; charset=utf-8").send(text));
  app.get("/docs", (_request, reply) => reply.type("text/html; charset=utf-8").send(page));
  app.get(styleName, (_request, reply) =>
    reply
      .type("text/css; charset=utf-8")
      .header("cache-control", "public, max-age=31536000, immutable")
      .send(STYLE),
  );
}
