import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import type { Registry } from "prom-client";

export interface OpsParts {
  readonly registry: Registry;
  /** Why this process can't do its work now, or undefined when it can. */
  readonly unready: () => string | undefined;
  readonly logger: FastifyBaseLogger;
}

/**
 * What an operator's tools ask, on a port of its own that the world does not reach: `/metrics` for Prometheus,
 * `/livez` (200 as long as the process answers) and `/readyz` (503 with the reason while it can't work).
 */
export async function buildOpsServer({ registry, unready, logger }: OpsParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.get("/metrics", async (_request, reply) => {
    reply.type(registry.contentType);
    return await registry.metrics();
  });
  app.get("/livez", async () => "ok\n");
  app.get("/readyz", async (_request, reply) => {
    const reason = unready();
    return reply.status(reason === undefined ? 200 : 503).send(`${reason ?? "ok"}\n`);
  });
  return app;
}
