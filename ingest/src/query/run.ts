import { randomUUID } from "node:crypto";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Engine } from "./engine.js";
import { exception, type QueryException } from "./exception.js";
import { guardWords } from "./guard-words.js";
import { untilSettled } from "./kill.js";
import type { QueryLimits } from "./limits.js";
import type { Question } from "./request.js";
import { ask, type EngineAnswer, inSession, literal } from "./session.js";
import { sortSettings } from "./settings.js";
import { callsUnknownFunction, guardStatement, type Surroundings } from "./statement-guard.js";
import { waitingLine } from "./waiting-line.js";

export interface QueryAnswer extends EngineAnswer {
  readonly format: string;
}

export interface Runner {
  /**
   * Answers one question, when its turn has come, in a session of its own.
   *
   * @param signal stops the query in the engine, as when the client has gone
   * @throws {QueryException}
   */
  run(question: Question, signal: AbortSignal): Promise<QueryAnswer>;
  /** Stops what runs and waits until the engine has let go of it. */
  close(): Promise<void>;
}

export interface RunnerOptions {
  readonly openSession: () => ClickHouseClient;
  readonly database: string;
  readonly limits: QueryLimits;
  readonly engine: Engine;
}

/** How much longer than its limit a query may take before it is answered for the engine. */
const GRACE_MS = 3_000;

export function queryRunner({ openSession, database, limits, engine }: RunnerOptions): Runner {
  const line = waitingLine(limits.maxRunning, limits.maxWaiting);
  const running = new Set<Promise<unknown>>();
  const closing = new AbortController();

  const work = async (question: Question, stopped: AbortSignal): Promise<QueryAnswer> => {
    const { applied, closed } = sortSettings(question.settings, limits);
    // Judged in a session of its own: what a client sets may shorten any answer in its session.
    const format = await inSession(openSession, async (session) => {
      await prepare(session, question, sortSettings([], limits).applied);
      if (closed.length > 0) throw await refusedSetting(session, closed[0]!);
      return await check(session, question, { database, closedFunctions: engine.closedFunctions });
    });
    return await inSession(openSession, async (session) => {
      const mark = `safar-analyst-${randomUUID()}`;
      await prepare(session, question, new Map([...applied, ["log_comment", mark]]));
      if (stopped.aborted) throw exception("ABORTED", "The query was stopped before it ran");
      const asked = ask(session, question.statement, question.defaultFormat);
      const answer = await untilSettled(asked, stopped, openSession, mark);
      return { ...answer, format: format ?? question.defaultFormat };
    });
  };

  return {
    async run(question, signal) {
      const leave = await line.enter(AbortSignal.any([signal, closing.signal]));
      const deadline = AbortSignal.timeout(limits.maxExecutionSeconds * 1000 + GRACE_MS);
      const answer = work(question, AbortSignal.any([signal, closing.signal, deadline]));
      running.add(answer);
      const settled = () => {
        running.delete(answer);
        leave();
      };
      answer.then(settled, settled);
      return await orAtDeadline(answer, deadline, limits.maxExecutionSeconds);
    },
    async close() {
      closing.abort();
      await Promise.allSettled(running);
    },
  };
}

/** Puts settings, parameters and the database in force, and closes the session for writing. */
async function prepare(
  session: ClickHouseClient,
  { parameters, database }: Question,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  const changes = [...settings].map(([name, value]) => `${name} = ${literal(value)}`);
  const steps = [
    `USE \`${database}\``,
    `SET ${changes.join(", ")}`,
    ...[...parameters].map(([name, value]) => `SET param_${name} = ${literal(value)}`),
    "SET readonly = 1",
  ];
  await ask(session, steps.join("; "), "Null");
}

async function refusedSetting(session: ClickHouseClient, name: string): Promise<QueryException> {
  const known = await ask(
    session,
    `SELECT 1 FROM system.settings WHERE name = ${literal(name)}`,
    "TabSeparated",
  );
  if (known.body.length > 0) {
    return exception(
      "READONLY",
      `Cannot modify '${name}' setting in readonly mode. Leave it out of the request`,
    );
  }
  return exception(
    "UNKNOWN_SETTING",
    `Setting ${name} is neither a builtin setting nor a parameter of this interface`,
  );
}

/** Has the engine read the statement, twice over, and judges what it read. @returns the FORMAT clause's format */
async function check(
  session: ClickHouseClient,
  { statement, database: starting }: Question,
  surroundings: Omit<Surroundings, "views">,
): Promise<string | undefined> {
  // The first of the two takes the statement as a string, so that it proves it is one statement alone
  // before any part of it stands in a statement of ours.
  const rendered = await ask(session, `SELECT formatQuerySingleLine(${literal(statement)})`, "TSVRaw").catch(
    (error: QueryException) => {
      throw withoutOurPart(error);
    },
  );
  const formatted = rendered.body.toString();
  guardWords(formatted);
  const tree = (await ask(session, `EXPLAIN AST ${statement}`, "TSVRaw")).body.toString();
  const views = callsUnknownFunction(tree) ? await viewsOf(session, starting) : [];
  return guardStatement({ formatted, tree }, { ...surroundings, views: new Set(views) });
}

async function viewsOf(session: ClickHouseClient, database: string): Promise<string[]> {
  const select = `SELECT name FROM system.tables WHERE database = ${literal(database)} AND engine = 'View'`;
  return (await ask(session, select, "TSVRaw")).body.toString().split("\n");
}

function withoutOurPart(error: QueryException): QueryException {
  const at = error.message.lastIndexOf(": In scope SELECT formatQuerySingleLine(");
  if (at < 0) return error;
  error.message = error.message.slice(0, at).trimEnd();
  return error;
}

function orAtDeadline(
  answer: Promise<QueryAnswer>,
  deadline: AbortSignal,
  seconds: number,
): Promise<QueryAnswer> {
  return new Promise((resolve, reject) => {
    answer.then(resolve, reject);
    deadline.addEventListener("abort", () =>
      reject(exception("TIMEOUT_EXCEEDED", `Timeout exceeded: a query may take ${seconds} seconds here`)),
    );
  });
}
