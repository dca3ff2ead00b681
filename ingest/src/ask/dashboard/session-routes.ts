import type { FastifyInstance } from "fastify";
import { clearToken, mustBeOwnPage, setToken, tokenOf } from "./guard.js";
import { DashboardRefusal } from "./refusals.js";
import { roleOfSecret, type Secrets } from "./roles.js";
import type { Sessions } from "./sessions.js";
import type { SignInLimit } from "./sign-in-limit.js";

const SIGN_IN = {
  body: {
    type: "object",
    required: ["secret"],
    properties: { secret: { type: "string", minLength: 1, maxLength: 1_000 } },
  },
};

/** Signing in and out: POST and DELETE `/dashboard/session`. */
export async function sessionRoutes(
  app: FastifyInstance,
  {
    secrets,
    sessions,
    limit,
  }: { readonly secrets: Secrets; readonly sessions: Sessions; readonly limit: SignInLimit },
): Promise<void> {
  app.addHook("onRequest", mustBeOwnPage);
  app.post<{ Body: { secret: string } }>(
    "/dashboard/session",
    { schema: SIGN_IN, bodyLimit: 4096 },
    async (request, reply) => {
      if (limit.wait(request) > 0) throw new DashboardRefusal("too_many_attempts");
      const role = roleOfSecret(request.body.secret, secrets);
      if (role === undefined) {
        limit.failed(request);
        throw new DashboardRefusal("wrong_secret");
      }
      await sessions.end(tokenOf(request));
      setToken(request, reply, await sessions.begin(role));
      limit.remember(request, reply);
      return reply.status(204).send();
    },
  );
  app.delete("/dashboard/session", async (request, reply) => {
    await sessions.end(tokenOf(request));
    clearToken(request, reply);
    return reply.status(204).send();
  });
}
