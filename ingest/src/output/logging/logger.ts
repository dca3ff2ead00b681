import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { type Logger, type LoggerOptions, pino } from "pino";
import { visible } from "../terminal/visible.js";

/**
 * The process's log: one JSON line per entry, to standard error.
 *
 * No entry contains personal data or keys: requests are logged only by route and status, and error messages are cut
 * before any data.
 */
export function newLogger(level: string): Logger {
  // Synchronous, because the last lines of a killed process matter most.
  return pino(logOptions(level), pino.destination({ dest: 2, sync: true }));
}

export function logOptions(level: string): LoggerOptions {
  return { level, serializers: { err: describeError, req: () => undefined, res: () => undefined } };
}

interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string | undefined;
  readonly stack?: string | undefined;
  readonly cause?: LoggedError;
}

const LONGEST_MESSAGE = 300;
const MOST_CAUSES = 3;

/** Where ClickHouse's error messages start to quote the statement or row. */
const QUOTES = /\(in query|: \(at row|: While executing|while parsing|before: |parsed|Row \d+:/i;

function describeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: "(no error)" };
  const { name, message, stack = "", cause } = error;
  const { code, type } = error as { code?: unknown; type?: unknown };
  const frames = stack.indexOf("\n    at ");
  const told = [type, code].find((word) => typeof word === "string") as string | undefined;
  return {
    type: name,
    message: visible(message.split(QUOTES, 1)[0]!.slice(0, LONGEST_MESSAGE)),
    code: told,
    // The stack starts with the full message, which must not be logged.
    stack: frames < 0 ? undefined : stack.slice(frames + 1),
    ...(cause === undefined || depth >= MOST_CAUSES ? {} : { cause: describeError(cause, depth + 1) }),
  };
}

/** A proxy's request id is used in our log if it is short and plain. */
const PLAIN_ID = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/;

/** The id of a request for log and answer: its `X-Request-Id`, else a new one. */
export function requestId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && PLAIN_ID.test(given) ? given : randomUUID();
}
