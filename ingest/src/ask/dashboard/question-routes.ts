import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from "fastify";
import { waitingLine } from "../../collect/limits/waiting-line.js";
import { isTimeZone } from "../../settings/time-zone.js";
import { answerCsv } from "./csv.js";
import { keepSignedIn, mustBeOwnPage, mustBeSignedIn, tokenOf } from "./guard.js";
import { inMadeOrder } from "./made-order.js";
import type { ParamName } from "./params.js";
import {
  askedSchema,
  type ComposedQuestion,
  isPersonal,
  paramsOf,
  type Question,
  type Read,
  selectOf,
} from "./question.js";
import { QUESTIONS } from "./questions.js";
import type { Reader } from "./reader.js";
import { DashboardRefusal } from "./refusals.js";
import type { Sessions } from "./sessions.js";

/** How many SELECTs are put to ClickHouse at once, and how many may wait, all readers together. */
const RUNNING = 4;
const WAITING = 64;

/** Most rows of a file; a spreadsheet opens a million. */
const EXPORT_ROWS = 100_000;

/** The most bytes of a question that travels in a body. */
const BODY_LIMIT = 8_192;

type Asked = Readonly<Record<string, string | number>>;

/**
 * The questions: `GET /dashboard/ask/<name>` gives rows, `GET /dashboard/export/<name>.csv` a file. A question that
 * names a person is `POST /dashboard/ask/<name>`, and no file.
 */
export async function questionRoutes(
  app: FastifyInstance,
  {
    reader,
    sessions,
    composed,
    sourceIds = () => [],
  }: {
    readonly reader: Reader;
    readonly sessions: Sessions;
    readonly composed: Readonly<Record<string, ComposedQuestion>>;
    readonly sourceIds?: (() => readonly string[]) | undefined;
  },
): Promise<void> {
  const line = waitingLine(RUNNING, WAITING);
  app.addHook("onRequest", mustBeSignedIn(sessions));
  app.addHook("onSend", keepSignedIn(sessions));

  async function whileWaitedFor<Answer>(
    { time_zone: timeZone }: Asked,
    reply: FastifyReply,
    ask: (read: Read) => Promise<Answer>,
  ): Promise<Answer> {
    if (timeZone !== undefined && !isTimeZone(String(timeZone))) throw new DashboardRefusal("bad_question");
    reply.header("cache-control", "private, no-store");
    const signal = untilReaderLeaves(reply);
    return await ask((select, params) => {
      const rows = readInTurn<never>(select, params, signal);
      // Of several SELECTs side by side one may fail while another is awaited: that ends the question, not the process.
      rows.catch(() => {});
      return rows;
    });
  }

  /** One SELECT; its place is free again when ClickHouse has ended it. */
  async function readInTurn<Row>(select: string, params: Record<string, unknown>, signal: AbortSignal) {
    const leave = await line.enter(signal).catch((cause) => {
      throw new DashboardRefusal(signal.aborted ? "left" : "too_busy", { cause });
    });
    try {
      return await reader.read<Row>(select, params, signal);
    } finally {
      leave();
    }
  }

  const answer = (question: Question, asked: Asked, reply: FastifyReply, rows?: number) =>
    whileWaitedFor(asked, reply, async (read) => {
      const params = rows === undefined ? asked : { ...asked, rows };
      const answered = await read<Record<string, unknown>>(selectOf(question), params);
      const { madeOrderOf } = question;
      return madeOrderOf === undefined ? answered : inMadeOrder(answered, madeOrderOf, sourceIds());
    });

  function route(
    name: string,
    params: readonly ParamName[],
    rows: (asked: Asked, reply: FastifyReply) => Promise<readonly object[]>,
  ): void {
    const url = `/dashboard/ask/${name}`;
    const handler =
      (part: "query" | "body"): RouteHandlerMethod =>
      async (request, reply) => ({ rows: await rows(request[part] as Asked, reply) });
    if (!isPersonal(params)) {
      app.get(url, { schema: { querystring: askedSchema(params) } }, handler("query"));
      return;
    }
    const guarded = {
      schema: { body: askedSchema(params) },
      bodyLimit: BODY_LIMIT,
      onRequest: mustBeOwnPage,
    };
    app.post(url, guarded, handler("body"));
  }

  for (const [name, question] of Object.entries<Question>(QUESTIONS)) {
    const params = paramsOf(question);
    route(name, params, (asked, reply) => answer(question, asked, reply));
    if (isPersonal(params)) continue;
    const schema = { querystring: askedSchema(params) };
    app.get(`/dashboard/export/${name}.csv`, { schema }, async (request, reply) => {
      const asked = request.query as Asked;
      const rows = await answer(question, asked, reply, question.isLong ? EXPORT_ROWS : undefined);
      const { source = "all", since = "", until = "" } = asked;
      const file = [`safar-${name}`, source, since, until]
        .filter(Boolean)
        .join("-")
        .replace(/[^\w.-]+/g, "_");
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${file}.csv"`)
        .send(answerCsv(question, rows));
    });
  }
  app.get("/dashboard/ask/role", { schema: { querystring: askedSchema([]) } }, async (request) => ({
    rows: [{ role: await sessions.roleOf(tokenOf(request)) }],
  }));
  for (const [name, { params, rows }] of Object.entries(composed))
    route(name, params, (asked, reply) =>
      whileWaitedFor(asked, reply, (read) => rows(read, asked as Readonly<Record<string, string>>)),
    );
}

/** Ends when the page has moved on and no longer waits. */
function untilReaderLeaves(reply: FastifyReply): AbortSignal {
  const left = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) left.abort();
  });
  return left.signal;
}
