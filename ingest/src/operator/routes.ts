import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import { sameSecret } from "../data-folder/same-secret.js";

/**
 * The operator's interface, for what no write key and no analyst may do. Requests need the operator's secret as a
 * Bearer token. Each mode registers the routes that it can serve.
 */
export function operatorRoutes(
  secret: string,
  routes: readonly ((app: FastifyInstance) => void)[],
): FastifyPluginAsync {
  return async (app) => {
    app.addHook("onRequest", async (request, reply) => {
      const [, shown = ""] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "") ?? [];
      if (sameSecret(shown, secret)) return;
      return reply.status(401).header("www-authenticate", 'Bearer realm="Safar operator"').send({
        success: false,
        code: "wrong_secret",
        message:
          "This is the operator's interface. Show the secret of operator.json in the data folder, or of SAFAR_OPERATOR_SECRET, as a Bearer token.",
      });
    });
    app.get("/", async () => ({ name: "safar", pid: process.pid }));
    for (const add of routes) add(app);
  };
}
