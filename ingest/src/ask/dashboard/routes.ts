import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PAGE_POLICY } from "../../collect/page-policy.js";
import { acceptedEncoding } from "../../collect/script/accepted-encoding.js";
import { type Asset, readPageFiles } from "./assets.js";
import type { ComposedQuestion } from "./question.js";
import { questionRoutes } from "./question-routes.js";
import type { Reader } from "./reader.js";
import { DASHBOARD_REFUSALS, DashboardRefusal, type DashboardRefusalCode } from "./refusals.js";
import type { Secrets } from "./roles.js";
import { sessionRoutes } from "./session-routes.js";
import { type Sessions, sessionStore } from "./sessions.js";
import { type SignInLimit, signInLimit } from "./sign-in-limit.js";

export interface DashboardParts {
  readonly reader: Reader;
  /** What each role signs in with. */
  readonly secrets: Secrets;
  /** Who is signed in, and how often a secret may be guessed; of this process alone where nothing is given. */
  readonly sessions?: Sessions | undefined;
  readonly signInLimit?: SignInLimit | undefined;
  /** Questions whose answers are put together out of several SELECTs, by their names. */
  readonly composed?: Readonly<Record<string, ComposedQuestion>> | undefined;
  /** Routes that change something, beside the questions. */
  readonly actions?: readonly Actions[] | undefined;
  /** The sources in the order in which they were made, where that is known; else they stand by name. */
  readonly sourceIds?: (() => readonly string[]) | undefined;
}

/** Routes that change something, behind their own guards. */
export type Actions = (app: FastifyInstance, parts: ActionParts) => Promise<void>;

/** What routes that change something are given. */
export interface ActionParts {
  readonly reader: Reader;
  readonly sessions: Sessions;
}

/**
 * The dashboard: its page at `/`, its files, signing in and out, and the questions that the page may ask. A closed
 * list of questions stands between the page and ClickHouse, whose password stays here.
 */
export async function dashboardRoutes(
  app: FastifyInstance,
  {
    reader,
    secrets,
    sessions = sessionStore(),
    signInLimit: limit = signInLimit(),
    composed = {},
    actions = [],
    sourceIds,
  }: DashboardParts,
): Promise<void> {
  const files = await readPageFiles();
  app.addHook("onClose", () => reader.close());
  // The collector lets every origin send it events; what the dashboard tells is for its own page alone.
  app.addHook("onRoute", (route) => {
    route.config = { ...route.config, cors: false };
  });
  await app.register(helmet, {
    strictTransportSecurity: false, // a machine's own address has no certificate
    referrerPolicy: { policy: "same-origin" },
    contentSecurityPolicy: { useDefaults: false, directives: PAGE_POLICY },
  });
  await app.register(cookie);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const code = codeOf(error);
    const { status, retry, message } = DASHBOARD_REFUSALS[code];
    if (status >= 500) request.log.error({ err: error }, message);
    if (retry) reply.header("retry-after", code === "too_many_attempts" ? 60 : 1);
    return reply.status(status).header("cache-control", "no-store").send({ success: false, code, message });
  });

  app.get("/", (_request, reply) => {
    if (files === undefined) return reply.status(404).type("text/plain; charset=utf-8").send(NOT_BUILT);
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(files.page);
  });
  for (const asset of files?.assets ?? [])
    app.get(asset.path, (request, reply) => sendAsset(asset, request, reply));
  await app.register(sessionRoutes, { secrets, sessions, limit });
  await app.register(questionRoutes, { reader, sessions, composed, sourceIds });
  for (const own of actions) await app.register(own, { reader, sessions });
}

const NOT_BUILT = "The dashboard is not built. In a checkout, run npm run build and start again.\n";

function sendAsset({ type, bodies }: Asset, request: FastifyRequest, reply: FastifyReply) {
  const encoding = acceptedEncoding(request.headers["accept-encoding"]);
  if (encoding !== "identity") reply.header("content-encoding", encoding);
  return reply
    .type(type)
    .headers({ "cache-control": "public, max-age=31536000, immutable", vary: "accept-encoding" })
    .send(bodies[encoding]);
}

function codeOf(error: FastifyError): DashboardRefusalCode {
  if (error instanceof DashboardRefusal) return error.code;
  return (error.statusCode ?? 500) < 500 ? "bad_question" : "unavailable";
}
