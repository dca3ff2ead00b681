import type { Server } from "node:http";
import { MAX_BATCH_BYTES } from "@safar/schemas";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  LogController,
} from "fastify";
import { boundServer } from "../connections/bound-server.js";
import { limitedSender } from "../connections/limited-sender.js";
import { requestId } from "../output/logging/logger.js";
import { seldom } from "../output/logging/seldom.js";
import type { FindKey } from "../sources/source.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { EventLogFullError, EventLogUnavailableError } from "../store/event-log/event-log.js";
import { EVENT_PATHS } from "./batch.js";
import { allowOtherOrigins } from "./cross-origin.js";
import { endConnectionsOnClose } from "./end-connections.js";
import { errorAnswer, REQUEST_ERRORS, RequestError } from "./errors.js";
import { clientErrorHandler, requireHost, watchAnswers } from "./limits/client-errors.js";
import type { LimitSharing } from "./limits/limit-sharing.js";
import type { Limits } from "./limits/limits.js";
import { shedLoad } from "./limits/load-shedding.js";
import { type RateLimits, rateLimits } from "./limits/rate-limits.js";
import { boundReceivingBodies } from "./limits/receiving-bodies.js";
import type { ReceiveParts } from "./received.js";
import type { Paths } from "./reference/openapi.js";
import { referenceRoutes } from "./reference/routes.js";
import { collectRoutes } from "./routes.js";
import { rudderstackRoutes } from "./rudderstack/routes.js";
import { readBrowserScript } from "./script/browser-script.js";
import { scriptRoutes } from "./script/routes.js";
import { segmentRoutes } from "./segment/routes.js";
import { webhookRoutes } from "./webhooks/routes.js";

declare module "fastify" {
  interface FastifyContextConfig {
    /** False for routes that allow no cross-origin requests; see @fastify/cors. */
    cors?: false;
  }
}

export interface AppParts extends ReceiveParts {
  readonly findKey: FindKey;
  /** The current sources. */
  readonly sources: () => readonly SourceEntry[];
  readonly limits: Limits;
  /** Shares the rate limits with the other processes on the same port. */
  readonly sharing?: LimitSharing | undefined;
  readonly logger: FastifyBaseLogger;
  /** Where pages reach the collector (SAFAR_PUBLIC_URL); undefined or empty when not set. */
  readonly publicUrl?: string | undefined;
  /** Shop domains for which the collector renews the visitor cookie (SAFAR_VISITOR_COOKIE). */
  readonly visitorDomains?: readonly string[] | undefined;
  /** Routes of other rooms, registered with the same parts as the collector's own, and their OpenAPI descriptions. */
  readonly more?: MoreRoutes | undefined;
  /** Called after each answered request. */
  readonly observeRequest?: ((request: ObservedRequest) => void) | undefined;
}

export interface MoreRoutes {
  readonly routes: (app: FastifyInstance, parts: LimitedParts) => Promise<void>;
  readonly paths: Paths;
}

/** What public routes need. */
export type LimitedParts = AppParts & { readonly rateLimits: RateLimits };

/** An answered request, without its content. */
export interface ObservedRequest {
  /** The registered route, or `none`. Never the requested path, so that the number of values stays small. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** How often Node checks connections for timeouts, in milliseconds. */
const LOOK_FOR_SLOW_MS = 2_000;

/** Builds the collector's HTTP application; it does not listen yet. */
export async function buildApp(parts: AppParts): Promise<FastifyInstance> {
  const { logger, limits, observeRequest } = parts;
  const app = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    // While the server closes, requests on open connections are still served until the event log refuses them.
    return503OnClosing: false,
    bodyLimit: MAX_BATCH_BYTES,
    trustProxy: limits.trustProxy,
    requestTimeout: limits.requestTimeout,
    http: {
      headersTimeout: limits.headersTimeout,
      connectionsCheckingInterval: LOOK_FOR_SLOW_MS,
      requireHostHeader: false,
    },
    clientErrorHandler: clientErrorHandler(),
    frameworkErrors: (error, _request, reply) => sendError(toRequestError(error), reply),
    genReqId: requestId,
    routerOptions: { ignoreTrailingSlash: true },
  });
  await allowOtherOrigins(app);
  boundServer(app.server as Server, {
    most: limits.maxConnections,
    mostOfSender: limits.maxAddressConnections,
    senderOf: limitedSender(limits.trustProxy),
  });
  watchAnswers(app);
  requireHost(app);
  endConnectionsOnClose(app);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  const logSeldom = seldom();
  const unforeseen = (error: unknown) =>
    logSeldom("unforeseen", (leftOut) =>
      logger.error({ err: error, leftOut }, "Unexpected error. Please report it."),
    );
  app.addHook("onResponse", (request, reply, done) => {
    const route = request.routeOptions.url ?? "none";
    const { statusCode: status, elapsedTime: ms } = reply;
    try {
      observeRequest?.({ route, status, seconds: ms / 1000 });
    } catch (error) {
      unforeseen(error);
    }
    request.log.debug({ route, status, ms: Math.round(ms) }, "answered");
    done();
  });
  await shedLoad(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const known = toRequestError(error);
    if (known.code === "storage_unavailable")
      logSeldom(known.code, (leftOut) => request.log.error({ err: error, leftOut }, known.message));
    if (known.code === "overloaded") {
      const why = (known.cause as Error | undefined)?.message;
      logSeldom(known.code, (leftOut) =>
        request.log.warn({ why, leftOut }, "Refused a request because the collector is overloaded"),
      );
    }
    sendError(known, reply);
  });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?", 1)[0]?.replace(/\/$/, "") ?? "";
    const code = EVENT_PATHS.has(path) ? "method_not_allowed" : "not_found";
    return reply.status(REQUEST_ERRORS[code].status).send(errorAnswer(code));
  });
  boundReceivingBodies(app, limits.maxReceivingBytes);
  const limited = { ...parts, unforeseen, rateLimits: rateLimits(limits, logger, parts.sharing) };
  await app.register(collectRoutes, limited);
  await app.register(webhookRoutes, limited);
  await app.register(segmentRoutes, limited);
  await app.register(rudderstackRoutes, limited);
  if (parts.more) await app.register(parts.more.routes, limited);
  await app.register(scriptRoutes, {
    script: await readBrowserScript(),
    debug: await readBrowserScript("@safar/web/safar-debug.js"),
    dataLayer: await readBrowserScript("@safar/web/safar-datalayer.js"),
    push: await readBrowserScript("@safar/web/safar-push.js"),
    pushWorker: await readBrowserScript("@safar/web/safar-push-worker.js"),
  });
  await app.register(referenceRoutes, { paths: parts.more?.paths ?? {} });
  return app;
}

function sendError({ code, statusCode, retryAfterSeconds }: RequestError, reply: FastifyReply): void {
  if (retryAfterSeconds !== undefined) reply.header("retry-after", retryAfterSeconds);
  reply.status(statusCode).send(errorAnswer(code));
}

/** Maps any error to a code of the closed list. Unexpected errors become a 503, so that clients keep their events. */
function toRequestError(error: FastifyError): RequestError {
  if (error instanceof RequestError) return error;
  if (error instanceof EventLogFullError) {
    return new RequestError("overloaded", error.retryAfterSeconds, { cause: error });
  }
  if (error instanceof EventLogUnavailableError) {
    return new RequestError("storage_unavailable", error.retryAfterSeconds, { cause: error });
  }
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") return new RequestError("body_too_large");
  if (error.statusCode && error.statusCode < 500) return new RequestError("bad_request");
  return new RequestError("storage_unavailable", 5, { cause: error });
}
