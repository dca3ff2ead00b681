import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { type DashboardParts, dashboardRoutes } from "./routes.js";

/** How long a browser may take for its whole request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/** The dashboard as an application of its own, not yet listening. */
export async function buildDashboard({
  logger,
  ...parts
}: DashboardParts & { readonly logger: FastifyBaseLogger }): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setNotFoundHandler((_request, reply) =>
    reply
      .status(404)
      .send({ success: false, code: "not_found", message: "There is nothing here. The dashboard is at /." }),
  );
  await app.register(dashboardRoutes, parts);
  return app;
}
