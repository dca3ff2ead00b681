import type { Server } from "node:http";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyPluginAsync,
  LogController,
} from "fastify";
import type { Registry } from "prom-client";
import { requireKnownHost } from "../../collect/limits/known-host.js";
import { boundServer } from "../../connections/bound-server.js";
import { OPERATOR_PATH } from "../../operator/path.js";

export interface OpsParts {
  readonly registry: Pick<Registry, "contentType" | "metrics">;
  /** Why this process can't work now; undefined when it can. */
  readonly unready: () => string | undefined | Promise<string | undefined>;
  /** A problem while it works, such as missing events. */
  readonly degraded?: (() => string | undefined) | undefined;
  readonly logger: FastifyBaseLogger;
  /** Allowed host names, besides IP addresses and names of the own network. */
  readonly hosts?: readonly string[] | undefined;
  /** The operator's routes, behind a secret. */
  readonly operator?: FastifyPluginAsync | undefined;
}

/** Operators and their tools need few connections; the other descriptors are for senders. */
const MOST_CONNECTIONS = 64;

/**
 * The operator's server, on its own port that is not public: `/metrics` for Prometheus, `/livez` (200 while the process
 * answers), `/readyz` (503 with the reason while it can't work; 200 with "degraded" and the problem while it works with
 * one), and the operator's interface.
 */
export async function buildOpsServer({
  registry,
  unready,
  degraded = () => undefined,
  logger,
  hosts = [],
  operator,
}: OpsParts): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // An open tail ends with the process.
    forceCloseConnections: true,
  });
  boundServer(app.server as Server, {
    most: MOST_CONNECTIONS,
    mostOfSender: Number.POSITIVE_INFINITY,
    senderOf: () => undefined,
  });
  requireKnownHost(app, hosts);
  app.get("/metrics", async (_request, reply) => {
    reply.type(registry.contentType);
    return await registry.metrics();
  });
  app.get("/livez", async () => "ok\n");
  app.get("/readyz", async (_request, reply) => {
    const reason = await unready();
    if (reason !== undefined) return reply.status(503).send(`${reason}\n`);
    const wrong = degraded();
    return reply.send(wrong === undefined ? "ok\n" : `degraded: ${wrong}\n`);
  });
  if (operator) await app.register(operator, { prefix: OPERATOR_PATH });
  return app;
}
