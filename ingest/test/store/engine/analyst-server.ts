import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Engine, startEngine } from "../../../src/store/engine/engine.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

export const PASSWORD = "correct horse";

export interface TestServer {
  readonly url: string;
  readonly folder: string;
  readonly engine: Engine;
  /** For the test itself, which may do everything. */
  readonly warehouse: Warehouse;
  /** Asks as an analyst does; `params` stand in the URL. */
  ask(statement: string, params?: Record<string, string>, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

/** An engine on a new data folder, with a small shop in it. */
export async function openAnalystServer(): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "safar-analyst-"));
  const engine = await startEngine({ folder, analysts: { password: PASSWORD } });
  const warehouse = engine.warehouse("operator");
  for (const statement of SHOP) await warehouse.command(statement);
  const { url } = engine;
  return {
    url,
    folder,
    engine,
    warehouse,
    ask(statement, params = {}, init = {}) {
      return fetch(`${url}/?${new URLSearchParams({ database: "safar", ...params })}`, {
        method: "POST",
        body: statement,
        ...init,
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": PASSWORD, ...init.headers },
      });
    },
    async close() {
      await warehouse.close();
      await engine.close();
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
  "CREATE TABLE safar.erasures (salt String) ENGINE = MergeTree ORDER BY salt",
  "INSERT INTO safar.erasures VALUES ('salt')",
  "CREATE TABLE safar.private_keys (purpose String, key String) ENGINE = MergeTree ORDER BY (purpose, key)",
  "INSERT INTO safar.private_keys VALUES ('persons', 'k')",
];
