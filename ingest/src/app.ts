import cors from "@fastify/cors";
import { MAX_BATCH_BYTES } from "@safar/schemas";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  LogController,
} from "fastify";
import type { ReceiveParts } from "./collect/receive.js";
import { collectRoutes } from "./collect/routes.js";
import { REQUEST_ERRORS, RequestError, type RequestErrorCode } from "./errors.js";
import { EventLogUnavailableError } from "./event-log/event-log.js";
import { readBrowserScript } from "./script/browser-script.js";
import { scriptRoutes } from "./script/routes.js";
import type { FindKey } from "./sources/source.js";

export interface AppParts extends ReceiveParts {
  readonly findKey: FindKey;
  readonly logger: FastifyBaseLogger;
}

/** How long a sender may take for its whole request, in milliseconds; then the connection is closed. */
const REQUEST_TIMEOUT_MS = 30_000;

/** A browser may remember a preflight's answer for a day (the most that Firefox allows). */
const PREFLIGHT_SECONDS = 86_400;

/** The collector's HTTP application, not yet listening. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { logger } = parts;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // A request on a living connection is answered as long as its events can be stored; then the log says no.
    return503OnClosing: false,
    bodyLimit: MAX_BATCH_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { ignoreTrailingSlash: true },
  });
  await app.register(cors, {
    origin: true,
    methods: ["GET", "HEAD", "POST"],
    allowedHeaders: ["authorization", "content-type", "content-encoding", "x-retry-count"],
    exposedHeaders: ["retry-after"],
    maxAge: PREFLIGHT_SECONDS,
  });
  endConnectionsOnClose(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toRequestError(error);
    if (known.statusCode >= 500) request.log.error({ err: error }, known.message);
    if (known.retryAfterSeconds !== undefined) reply.header("retry-after", known.retryAfterSeconds);
    return reply.status(known.statusCode).send(answer(known.code));
  });
  app.setNotFoundHandler((request, reply) => {
    const code = app.hasRoute({ method: "POST", url: request.url.split("?", 1)[0] ?? "" })
      ? "method_not_allowed"
      : "not_found";
    return reply.status(REQUEST_ERRORS[code].status).send(answer(code));
  });
  await app.register(collectRoutes, parts);
  await app.register(scriptRoutes, { script: await readBrowserScript() });
  return app;
}

/** From the moment of closing each answer is the last of its connection: a busy client would keep it open for ever. */
function endConnectionsOnClose(app: FastifyInstance): void {
  let closing = false;
  app.addHook("preClose", async () => {
    closing = true;
  });
  app.addHook("onSend", async (_request, reply) => {
    if (closing) reply.header("connection", "close");
  });
}

function answer(code: RequestErrorCode) {
  return { success: false, code, message: REQUEST_ERRORS[code].message };
}

/** Reads any error of a request into one of the closed list; what nobody foresaw is a 503, so that clients keep their events. */
function toRequestError(error: FastifyError): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof EventLogUnavailableError) {
    return new RequestError("storage_unavailable", error.retryAfterSeconds, { cause: error });
  }
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return new RequestError("body_too_large");
  if (error.statusCode && error.statusCode < 500) return new RequestError("bad_request");
  return new RequestError("storage_unavailable", 5, { cause: error });
}
