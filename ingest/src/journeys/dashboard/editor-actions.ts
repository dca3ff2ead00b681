import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { keepSignedIn, mustBeOwnPage, mustBeSignedIn, tokenOf } from "../../ask/dashboard/guard.js";
import { DashboardRefusal } from "../../ask/dashboard/refusals.js";
import type { Role } from "../../ask/dashboard/roles.js";
import type { ActionParts } from "../../ask/dashboard/routes.js";

/** A draft of 1 MiB and the segments that it names. */
const BODY_LIMIT = 4 << 20;

/**
 * Lets an app answer an editor's actions alone, from the dashboard's own page.
 *
 * @returns adds `POST /dashboard/journeys/<name>`, whose answer nothing on the way keeps
 */
export function editorActions(app: FastifyInstance, sessions: ActionParts["sessions"]) {
  app.addHook("onRequest", mustBeOwnPage);
  app.addHook("onRequest", mustBeSignedIn(sessions, "editor"));
  app.addHook("onSend", keepSignedIn(sessions));
  return <Body>(
    name: string,
    body: object,
    answer: (body: Body, reply: FastifyReply, role: Role) => Promise<unknown>,
  ) =>
    app.post(
      `/dashboard/journeys/${name}`,
      { schema: { body }, bodyLimit: BODY_LIMIT },
      async (request: FastifyRequest, reply) => {
        reply.header("cache-control", "private, no-store");
        const role = await sessions.roleOf(tokenOf(request));
        if (role === undefined) throw new DashboardRefusal("signed_out");
        return await answer(request.body as Body, reply, role);
      },
    );
}
