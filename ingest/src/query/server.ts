import { randomUUID } from "node:crypto";
import type { ClickHouseClient } from "@clickhouse/client";
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from "fastify";
import { answer, headerText } from "./answer.js";
import { authenticate } from "./credentials.js";
import { readEngine } from "./engine.js";
import { exception, QueryException } from "./exception.js";
import { DEFAULT_LIMITS, type QueryLimits } from "./limits.js";
import { readQuestion } from "./request.js";
import { queryRunner } from "./run.js";

export interface QueryServerOptions {
  /** Opens a session on the data, with settings of its own; it is closed here. */
  readonly openSession: () => ClickHouseClient;
  readonly password: string;
  /** A user's name beside `default`. */
  readonly user?: string;
  /** The database that analysts read. */
  readonly database?: string;
  readonly limits?: Partial<QueryLimits>;
  readonly logger?: FastifyBaseLogger;
}

/** ClickHouse takes URLs up to 1 MiB, and clients put whole statements into them. */
const MAX_URL_BYTES = 1024 ** 2;

/** How long a client may take to send its request, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * ClickHouse's HTTP interface on the embedded engine, for reading only; not yet listening.
 *
 * It speaks as a ClickHouse server does (https://clickhouse.com/docs/interfaces/http), so that clients and
 * BI tools need not know the difference.
 */
export async function buildQueryServer({
  openSession,
  password,
  user = "default",
  database = "safar",
  limits: chosen = {},
  logger,
}: QueryServerOptions): Promise<FastifyInstance> {
  const limits = { ...DEFAULT_LIMITS, ...chosen };
  const engine = await readEngine(openSession);
  const runner = queryRunner({ openSession, database, limits, engine });
  const app = Fastify({
    ...(logger ? { loggerInstance: logger } : {}),
    // A URL may hold a password, so requests are not logged.
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 4 * limits.maxQueryBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    http: { maxHeaderSize: MAX_URL_BYTES },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  app.get("/ping", async () => "Ok.\n");
  app.get("/replicas_status", async () => "Ok.\n");
  const query = async (request: FastifyRequest, reply: FastifyReply) => {
    const params = new URLSearchParams(request.url.split("?").slice(1).join("?"));
    if (request.method !== "POST" && params.size === 0) return "Ok.\n";
    authenticate(request.headers, params, { user, password });
    const body = Buffer.isBuffer(request.body) ? request.body : undefined;
    const question = await readQuestion({ headers: request.headers, params, body }, { database, ...limits });
    reply.header("x-clickhouse-query-id", headerText(question.queryId));
    const result = await runner.run(question, untilClientLeaves(reply));
    return answer(reply, request.headers, question, result, engine);
  };
  for (const url of ["/", "/query"]) app.route({ method: ["GET", "POST"], url, handler: query });

  app.setNotFoundHandler((request, reply) =>
    reply
      .status(404)
      .type("text/plain; charset=UTF-8")
      .send(
        `There is no handle ${request.url.split("?", 1)[0]}\n\nUse / or /ping for health checks.\n` +
          "Or /replicas_status for more sophisticated health checks.\n\n" +
          "Send queries from your program with POST method or GET /?query=...\n",
      ),
  );
  app.setErrorHandler((error: FastifyError | QueryException, request, reply) => {
    const known = toException(error, limits);
    if (!(error instanceof QueryException) && known.status >= 500)
      request.log.error({ err: error }, error.message);
    if (known.type === "REQUIRED_PASSWORD") {
      reply.header("www-authenticate", 'Basic realm="ClickHouse server HTTP API"');
    }
    if (!reply.hasHeader("x-clickhouse-query-id")) reply.header("x-clickhouse-query-id", randomUUID());
    return reply
      .status(known.status)
      .headers({
        "x-clickhouse-exception-code": known.code,
        "x-clickhouse-server-display-name": engine.displayName,
      })
      .type("text/plain; charset=UTF-8")
      .send(known.toText(engine.version));
  });
  app.addHook("preClose", () => runner.close());
  return app;
}

function untilClientLeaves(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}

function toException(error: FastifyError | QueryException, limits: QueryLimits): QueryException {
  if (error instanceof QueryException) return error;
  if (error.code === "FST_ERR_CTP_BODY_TOO_LARGE") {
    return exception(
      "SYNTAX_ERROR",
      `Max query size exceeded: a request may have ${4 * limits.maxQueryBytes} bytes here, its statement ${limits.maxQueryBytes}`,
    );
  }
  const isClients = error.statusCode !== undefined && error.statusCode < 500;
  return exception(isClients ? "BAD_ARGUMENTS" : "UNKNOWN_EXCEPTION", error.message);
}
