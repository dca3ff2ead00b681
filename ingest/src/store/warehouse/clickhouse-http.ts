import { Readable } from "node:stream";
import {
  type ClickHouseClient,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from "@clickhouse/client";
import { explainHttpError } from "./http-errors.js";
import { DATABASE, insertHead, rowLines } from "./statements.js";
import { type Warehouse, WarehouseError } from "./warehouse.js";

export interface HttpWarehouseOptions {
  /** Base address of ClickHouse's HTTP interface, such as `http://127.0.0.1:8123`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** The default database of statements; default: Safar's. */
  readonly database?: string;
  /** Request timeout in milliseconds; longer than the server's own limit of 30 s. */
  readonly requestTimeout?: number;
  /** Certificates (PEM) to trust; default: those of Node. */
  readonly ca?: string;
  /** Whether to send rows as gzip: a fifth of the bytes, for about 4 µs of a core per row. Default: no. */
  readonly compress?: boolean;
  /** How many replicas of a shard must have the rows before an insert succeeds; default: the majority. */
  readonly quorum?: Quorum;
  /** Makes the connection read-only, with this time limit per query in seconds. Default: the user's own permissions. */
  readonly readsFor?: number;
}

/**
 * `majority`: more than half of a shard's replicas; `one`: the others catch up later. Without replicas both are the
 * same.
 */
export type Quorum = "majority" | "one";

/** Wait for the whole answer, so that a late error is an error and not half an answer. */
const WHOLE_ANSWER = { wait_end_of_query: 1 } as const;
/**
 * The server must stop waiting for replicas and answer before the client's timeout, and after a minute at the latest.
 */
const QUORUM_SHARE = 0.75;
const LONGEST_QUORUM_MS = 60_000;

/**
 * Settings that make an insert return only after its rows are stored. Otherwise a server may insert asynchronously, a
 * distributed table always does, and a replicated one waits for only one replica. Other loaders insert concurrently,
 * hence the parallel quorum.
 */
function storedAtOnce(quorum: Quorum, requestTimeout: number) {
  const ofReplicas = {
    insert_quorum: "auto",
    insert_quorum_parallel: 1,
    insert_quorum_timeout: Math.min(LONGEST_QUORUM_MS, Math.round(requestTimeout * QUORUM_SHARE)),
  } as const;
  return {
    async_insert: 0,
    distributed_foreground_insert: 1,
    ...(quorum === "majority" ? ofReplicas : { insert_quorum: "0" }),
  } as const;
}

/** Settings of a read-only query with a time limit. */
function bounded(seconds: number): ClickHouseSettings {
  return { readonly: "1", max_execution_time: seconds, max_memory_usage: String(4 * 1024 ** 3) };
}

/** The fastest level: the next ones take twice as long and save a tenth. */
const QUICK_GZIP = { codec: "gzip", level: 1 } as const;

/** Opens a ClickHouse over HTTP: any server, or the engine of `safar serve`. */
export function openHttpWarehouse({
  url,
  username,
  password,
  requestTimeout = 60_000,
  ca,
  compress = false,
  database: own = DATABASE,
  quorum = "majority",
  readsFor,
}: HttpWarehouseOptions): Warehouse {
  const connect = (database?: string) =>
    createClient({
      url,
      username,
      password,
      request_timeout: requestTimeout,
      log: { level: ClickHouseLogLevel.OFF },
      ...(compress ? { compression: { request: QUICK_GZIP } } : {}),
      ...(database === undefined ? {} : { database }),
      ...(readsFor === undefined ? {} : { clickhouse_settings: bounded(readsFor) }),
      ...(ca === undefined ? {} : { tls: { ca_cert: Buffer.from(ca) } }),
    });
  const client = connect(own);
  const stored = storedAtOnce(quorum, requestTimeout);
  const explain = (error: unknown): never => {
    throw explainHttpError(error, { url, requestTimeout });
  };
  const running = new Set<Promise<unknown>>();
  let closing = false;
  /** Runs a statement; `close` waits for it. */
  const run = async <Outcome>(task: () => Promise<Outcome>): Promise<Outcome> => {
    if (closing)
      throw new WarehouseError("The warehouse is closed: the process is stopping.", "CLOSED", true);
    const outcome = task().catch(explain);
    running.add(outcome);
    try {
      return await outcome;
    } finally {
      running.delete(outcome);
    }
  };

  return {
    insert: (table, columns, rows) =>
      run(async () => {
        const { stream } = await client.exec({
          query: insertHead(table, columns),
          values: Readable.from([rowLines(rows)]),
          clickhouse_settings: stored,
        });
        stream.resume();
      }),
    command: (statement) =>
      run(async () => {
        // Some schema statements are INSERT … SELECT.
        const clickhouse_settings = statement.startsWith("INSERT ")
          ? { ...WHOLE_ANSWER, ...stored }
          : WHOLE_ANSWER;
        const send = () => client.command({ query: statement, clickhouse_settings });
        await send().catch(async (error: { type?: string }) => {
          if (error.type !== "UNKNOWN_DATABASE") throw error;
          const isItself = statement.startsWith("CREATE DATABASE ");
          await createDatabase(connect(), isItself ? statement : undefined);
          if (!isItself) await send();
        });
      }),
    query: <Row>(select: string, params?: Record<string, unknown>) =>
      run(async () => {
        const result = await client.query({
          query: select,
          format: "JSONEachRow",
          clickhouse_settings: WHOLE_ANSWER,
          ...(params ? { query_params: params, use_multipart_params_auto: true } : {}),
        });
        return await result.json<Row>();
      }),
    async ping() {
      return (await client.ping({ select: true })).success;
    },
    async close() {
      closing = true;
      await Promise.allSettled(running);
      await client.close();
    },
  };
}

/** Requests name the database, so creating it needs a request that names none. */
async function createDatabase(
  client: ClickHouseClient,
  statement = `CREATE DATABASE IF NOT EXISTS ${DATABASE}`,
): Promise<void> {
  try {
    await client.command({ query: statement });
  } finally {
    await client.close();
  }
}
