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
  /** The database that bare names belong to; default: Safar's. */
  readonly database?: string;
  /** Milliseconds after which a request is given up; longer than the server's own limit of 30 s. */
  readonly requestTimeout?: number;
  /** Certificates (PEM) to trust; default: those of Node. */
  readonly ca?: string;
  /** Whether rows travel as gzip: a fifth of the bytes, for about 4 µs of a core a row. Default: they don't. */
  readonly compress?: boolean;
  /** How many replicas of a shard must have rows before an insert is done; default: the greater half. */
  readonly quorum?: Quorum;
  /** Only reads, and each question takes at most so many seconds. Default: may do what the user may. */
  readonly readsFor?: number;
}

/** `majority`: more than half of a shard's replicas; `one`: the others follow. Without replicas both are the same. */
export type Quorum = "majority" | "one";

/** The answer comes whole, so that an error in its middle is an error and no half answer. */
const WHOLE_ANSWER = { wait_end_of_query: 1 } as const;
/** The server gives up waiting for replicas before its client does, and says so; after a minute at the latest. */
const QUORUM_SHARE = 0.75;
const LONGEST_QUORUM_MS = 60_000;

/**
 * Settings by which an insert is done when its rows are stored: a server may put it off by itself, a distributed table
 * does, and a replicated one is content with one replica. Other loaders insert meanwhile, hence the parallel quorum.
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

/** A question that can change nothing, and takes no more than its share. */
function bounded(seconds: number): ClickHouseSettings {
  return { readonly: "1", max_execution_time: seconds, max_memory_usage: String(4 * 1024 ** 3) };
}

/** The quickest level: the next ones take twice as long for a tenth less. */
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
  /** Runs a statement that `close` waits for. */
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
        // Some statements of the schema insert what they select.
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

/** A request names its database, so making it takes one that names none. */
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
