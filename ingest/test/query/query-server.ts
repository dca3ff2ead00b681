import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { QueryLimits } from "../../src/query/limits.js";
import { buildQueryServer } from "../../src/query/server.js";
import { type ChdbWarehouse, openChdbWarehouse } from "../../src/warehouse/chdb.js";

export const PASSWORD = "correct horse";

export interface TestServer {
  readonly url: string;
  readonly folder: string;
  readonly warehouse: ChdbWarehouse;
  readonly app: FastifyInstance;
  /** Asks as an analyst does; `params` stand in the URL. */
  ask(statement: string, params?: Record<string, string>, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** A query server on a port of its own over a new data folder, with a small shop in it. */
export async function openQueryServer(limits: Partial<QueryLimits> = {}): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "safar-query-"));
  await writeFile(join(folder, "secrets.json"), JSON.stringify({ clickhousePassword: PASSWORD }));
  const warehouse = await openChdbWarehouse(folder);
  for (const statement of SHOP) await warehouse.command(statement);
  const app = await buildQueryServer({
    openSession: warehouse.openSession,
    password: PASSWORD,
    user: "analyst",
    limits,
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return {
    url,
    folder,
    warehouse,
    app,
    ask(statement, params = {}, init = {}) {
      return fetch(`${url}/?${new URLSearchParams(params)}`, {
        method: "POST",
        body: statement,
        ...init,
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": PASSWORD, ...init.headers },
      });
    },
    async close() {
      await app.close();
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const SHOP = [
  `CREATE TABLE safar.shop_orders (order_id String, customer String, paid Decimal(38, 6), placed_at DateTime64(3, 'UTC'))
   ENGINE = MergeTree ORDER BY order_id`,
  `INSERT INTO safar.shop_orders VALUES ('o1', 'Ada', 10.5, '2024-01-02 03:04:05'), ('o2', 'Ada', 20, '2024-02-02 00:00:00'),
   ('o3', 'سفر', 0.000001, '2024-03-02 00:00:00')`,
  `CREATE VIEW safar.shop_customers AS SELECT customer, count() AS orders, sum(paid) AS revenue
   FROM safar.shop_orders GROUP BY customer`,
  `CREATE VIEW safar.orders_of AS SELECT * FROM safar.shop_orders WHERE customer = {customer:String}`,
];
