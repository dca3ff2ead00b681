import { randomUUID } from "node:crypto";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Engine } from "./engine.js";
import { exception } from "./exception.js";
import { judge, refusedSetting } from "./judge.js";
import { untilSettled } from "./kill.js";
import type { QueryLimits } from "./limits.js";
import { prepareSession } from "./prepare-session.js";
import type { Question } from "./request.js";
import { ask, type EngineAnswer, inSession } from "./session.js";
import { sortSettings } from "./settings.js";
import { waitingLine } from "./waiting-line.js";

export interface QueryAnswer extends EngineAnswer {
  readonly format: string;
}

export interface Runner {
  /**
   * Answers one question, when its turn has come, in sessions of its own.
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
  const running = new Map<AbortController, Promise<unknown>>();

  const answerTo = async (question: Question, stopped: AbortSignal): Promise<QueryAnswer> => {
    const { applied, closed } = sortSettings(question.settings, limits);
    // Judged in a session of its own: what a client sets may shorten any answer in its session.
    const format = await inSession(openSession, async (session) => {
      await prepareSession(session, question, sortSettings([], limits).applied);
      if (closed[0] !== undefined) throw await refusedSetting(session, closed[0]);
      return await judge(session, question, { database, closedFunctions: engine.closedFunctions });
    });
    return await inSession(openSession, async (session) => {
      const mark = `safar-analyst-${randomUUID()}`;
      await prepareSession(session, question, new Map([...applied, ["log_comment", mark]]));
      if (stopped.aborted) throw exception("ABORTED", "The query was stopped before it ran");
      const asked = ask(session, question.statement, question.defaultFormat);
      const answer = await untilSettled(asked, stopped, openSession, mark);
      return { ...answer, format: format ?? question.defaultFormat };
    });
  };

  const inTurn = async (
    question: Question,
    stopped: AbortSignal,
    onStart: () => void,
  ): Promise<QueryAnswer> => {
    const leave = await line.enter(stopped);
    onStart();
    try {
      return await answerTo(question, stopped);
    } finally {
      leave();
    }
  };

  return {
    run(question, signal) {
      const stop = new AbortController();
      const onLeft = () => stop.abort();
      signal.addEventListener("abort", onLeft, { once: true });
      let deadline: NodeJS.Timeout | undefined;
      return new Promise((resolve, reject) => {
        const startClock = () => {
          deadline = setTimeout(
            () => {
              stop.abort();
              reject(tooLong(limits));
            },
            limits.maxExecutionSeconds * 1000 + GRACE_MS,
          );
        };
        const answer = inTurn(question, stop.signal, startClock).finally(() => {
          clearTimeout(deadline);
          signal.removeEventListener("abort", onLeft);
          running.delete(stop);
        });
        running.set(stop, answer);
        answer.then(resolve, reject);
      });
    },
    async close() {
      for (const stop of running.keys()) stop.abort();
      await Promise.allSettled(running.values());
    },
  };
}

function tooLong({ maxExecutionSeconds }: QueryLimits) {
  return exception(
    "TIMEOUT_EXCEEDED",
    `Timeout exceeded: a query may take ${maxExecutionSeconds} seconds here`,
  );
}
