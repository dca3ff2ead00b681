import { Readable } from "node:stream";
import { createClient } from "@clickhouse/client";
import { DATABASE, insertStatement, toWarehouseError } from "./statements.js";
import { type Warehouse, WarehouseError } from "./warehouse.js";

export interface HttpWarehouseOptions {
  /** Base address of ClickHouse's HTTP interface, such as `http://127.0.0.1:8123`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  /** Milliseconds after which a request is given up. Default 30,000. */
  readonly requestTimeout?: number;
}

/** Opens a ClickHouse over HTTP: any server, or the interface of an embedded collector, which only reads. */
export function openHttpWarehouse({
  url,
  username,
  password,
  requestTimeout = 30_000,
}: HttpWarehouseOptions): Warehouse {
  const client = createClient({
    url,
    username,
    password,
    database: DATABASE,
    request_timeout: requestTimeout,
    log: { level: 127 },
  });
  const explained = (error: unknown) => explain(error, url);

  return {
    async insert(table, columns, rows) {
      const [statement, ...lines] = insertStatement(table, columns, rows).split("\n");
      await client
        .exec({ query: statement ?? "", values: Readable.from([lines.join("\n")]) })
        .then(({ stream }) => stream.resume())
        .catch((error) => {
          throw explained(error);
        });
    },
    async command(statement) {
      await client.command({ query: statement }).catch((error) => {
        throw explained(error);
      });
    },
    async query<Row>(select: string, params?: Record<string, unknown>) {
      try {
        const result = await client.query({
          query: select,
          format: "JSONEachRow",
          ...(params ? { query_params: params } : {}),
        });
        return await result.json<Row>();
      } catch (error) {
        throw explained(error);
      }
    },
    async ping() {
      return (await client.ping({ select: true })).success;
    },
    close: () => client.close(),
  };
}

const SENTENCES: Readonly<Record<string, (url: string) => string>> = {
  ECONNREFUSED: (url) => `Nothing listens at ${url}. Start \`safar serve\`, or name the right address.`,
  ENOTFOUND: (url) => `The host of ${url} is not known. Check the address.`,
  AUTHENTICATION_FAILED: (url) => `ClickHouse at ${url} refused the user name or the password.`,
  REQUIRED_PASSWORD: (url) => `ClickHouse at ${url} asks for a password.`,
  UNKNOWN_DATABASE: (url) =>
    `ClickHouse at ${url} has no database ${DATABASE}. Bring the tables there with \`safar migrate\`.`,
};

function explain(error: unknown, url: string): WarehouseError {
  const { code, type } = error as { code?: string; type?: string };
  const name = type ?? code ?? "";
  const sentence = SENTENCES[name]?.(url);
  if (sentence === undefined) return toWarehouseError(error);
  return new WarehouseError(sentence, name, name === "ECONNREFUSED", { cause: error });
}
