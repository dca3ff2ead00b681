import { randomUUID } from "node:crypto";
import { type ClickHouseClient, ClickHouseLogLevel, createClient } from "@clickhouse/client";
import { explainHttpError } from "../../store/warehouse/http-errors.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import { DashboardRefusal } from "./refusals.js";

/** Where the dashboard reads: any ClickHouse, over HTTP. */
export interface ReaderOptions {
  /** Base address, such as `http://127.0.0.1:8123`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Certificates (PEM) to trust; default: those of Node. */
  readonly ca?: string | undefined;
  /** How long a question may take, in milliseconds. */
  readonly timeLimit?: number;
}

/** Reads for the dashboard; it can be told to stop. */
export interface Reader {
  /**
   * Runs one SELECT.
   *
   * @param params fill its `{name:Type}` places
   * @param signal stops the query in ClickHouse, too; what is awaited ends when ClickHouse has ended it
   * @throws {DashboardRefusal} with what to do
   */
  read<Row>(select: string, params: Record<string, unknown>, signal: AbortSignal): Promise<Row[]>;
  close(): Promise<void>;
}

const TIME_LIMIT_MS = 30_000;

/** Waits for the answer a little longer than ClickHouse computes, so that its own words of the limit arrive. */
const GRACE_MS = 2_000;

export function openReader({
  url,
  username,
  password,
  ca,
  timeLimit = TIME_LIMIT_MS,
}: ReaderOptions): Reader {
  const requestTimeout = timeLimit + GRACE_MS;
  const client = createClient({
    url,
    username,
    password,
    database: DATABASE,
    request_timeout: requestTimeout,
    log: { level: ClickHouseLogLevel.OFF },
    ...(ca === undefined ? {} : { tls: { ca_cert: Buffer.from(ca) } }),
  });
  const limits = {
    max_execution_time: timeLimit / 1000,
    timeout_overflow_mode: "throw",
    // For users who may not kill their queries: a closed connection ends one that reads rows, now and then.
    cancel_http_readonly_queries_on_client_close: 1,
  } as const;
  const refusal = async (error: unknown, { aborted }: AbortSignal, queryId: string) => {
    if (aborted) {
      await endQuery(client, queryId);
      return new DashboardRefusal("left", { cause: error });
    }
    const cause = explainHttpError(error, { url, requestTimeout });
    // The one who asked has waited long enough, and does not wait for this, too.
    if (cause.type === "REQUEST_TIMEOUT") void endQuery(client, queryId);
    return new DashboardRefusal(CODES[cause.type] ?? "unavailable", { cause });
  };
  /** A user with `readonly = 1` may set nothing; then the server's own limits hold. */
  let isBound = false;

  return {
    async read<Row>(select: string, params: Record<string, unknown>, signal: AbortSignal) {
      const queryId = randomUUID();
      const asked = { select, params, signal, queryId };
      try {
        return await rows<Row>(client, { ...asked, settings: isBound ? {} : limits });
      } catch (error) {
        if (isBound || (error as { type?: string }).type !== "READONLY" || signal.aborted)
          throw await refusal(error, signal, queryId);
      }
      isBound = true;
      return await rows<Row>(client, { ...asked, settings: {} }).catch(async (error) => {
        throw await refusal(error, signal, queryId);
      });
    },
    close: () => client.close(),
  };
}

interface Asked {
  readonly select: string;
  readonly params: Record<string, unknown>;
  readonly signal: AbortSignal;
  readonly queryId: string;
  readonly settings: Record<string, string | number>;
}

async function rows<Row>(client: ClickHouseClient, { select, params, signal, queryId, settings }: Asked) {
  const result = await client.query({
    query: select,
    format: "JSONEachRow",
    query_id: queryId,
    query_params: params,
    abort_signal: signal,
    // The answer comes whole, so that an error in its middle is an error and no half answer.
    clickhouse_settings: { wait_end_of_query: 1, ...settings },
  });
  return await result.json<Row>();
}

/**
 * Ends a query, and waits until it has ended. A closed connection alone does not end one: ClickHouse plans it and reads
 * its scalar subqueries to the end, and all the while it counts as one of its user's queries. Users may kill their own
 * (https://clickhouse.com/docs/sql-reference/statements/kill#kill-query), and no limit of queries holds for that.
 */
async function endQuery(client: ClickHouseClient, queryId: string): Promise<void> {
  // A user who may not, or a ClickHouse that is gone: nothing more can be done for those who ask next.
  await client.command({ query: `KILL QUERY WHERE query_id = '${queryId}' SYNC` }).catch(() => {});
}

const CODES: Readonly<Record<string, DashboardRefusal["code"]>> = {
  TIMEOUT_EXCEEDED: "too_slow",
  REQUEST_TIMEOUT: "too_slow",
  MEMORY_LIMIT_EXCEEDED: "too_large",
  TOO_MANY_SIMULTANEOUS_QUERIES: "too_busy",
  AUTHENTICATION_FAILED: "refused",
  REQUIRED_PASSWORD: "refused",
  ACCESS_DENIED: "refused",
  UNKNOWN_DATABASE: "schema_missing",
  UNKNOWN_TABLE: "schema_missing",
  UNKNOWN_FUNCTION: "schema_missing",
  UNKNOWN_IDENTIFIER: "schema_missing",
  // what the views refuse to be asked, such as an unknown source
  FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: "bad_question",
  BAD_ARGUMENTS: "bad_question",
  CANNOT_PARSE_DATETIME: "bad_question",
  ARGUMENT_OUT_OF_BOUND: "bad_question",
};
