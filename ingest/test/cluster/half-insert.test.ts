import { afterAll, beforeAll, expect, it } from "vitest";
import { EVENT_COLUMNS, eventRow } from "../../src/event/enrich/event-row.js";
import { addRows, newBatch } from "../../src/load/batch.js";
import { NOTHING_ASSIGNED } from "../../src/load/offsets.js";
import { storeBatch } from "../../src/load/store-batch.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import { migrateCluster, refreshCluster } from "./cluster-schema.js";

let cluster: ClickHouseCluster;
beforeAll(async () => {
  cluster = await startCluster({ own: true });
  await migrateCluster(cluster);
}, 180_000);
afterAll(() => cluster?.close());

const USERS = 1_000;
const FIRST = 50;
const told = (n: number, event: Record<string, unknown> & { type: "page" | "track" }) =>
  eventRow(
    {
      ...{ messageId: `${event.type}-${n}`, userId: `u-${n}` },
      timestamp: new Date(Date.UTC(2025, 0, 1) + n * 60_000).toISOString(),
      ...event,
    },
    { sourceId: "shop", sourceCurrency: "EUR", keyKind: "server", receivedAt: Date.now() },
  );
/** A visit and an order of each user. */
const rows = Array.from({ length: USERS }, (_, n) => [
  told(n, { type: "page" }),
  told(n, { type: "track", event: "Order Completed", properties: { order_id: `o-${n}`, revenue: 10 } }),
]).flat();

/** Stores rows as a loader does. */
async function store(some: readonly string[]): Promise<void> {
  const batch = newBatch(NOTHING_ASSIGNED);
  for (const [partition, row] of some.entries())
    addRows(batch, { kind: "events", partition }, EVENT_COLUMNS.join(","), row, 1);
  await storeBatch({ warehouse: cluster.warehouse, broker: { send: async () => {} } }, batch);
}

const RANGE = "source = 'shop', since = '2025-01-01', until = '2026-01-01', time_zone = 'UTC'";
const counted = () =>
  cluster.warehouse.query(`
    SELECT (SELECT toUInt32(count()) FROM events) AS events, (SELECT toUInt32(count()) FROM orders) AS orders,
      (SELECT toUInt32(count()) FROM visits(${RANGE})) AS visits,
      (SELECT toString(revenue) FROM customer_value(${RANGE})) AS revenue`);
const each = (n: number) => [{ events: 2 * n, orders: n, visits: n, revenue: String(10 * n) }];

it("a batch that one shard stored and the other refused is stored again, and counted once", async () => {
  // The first rows, so that both shards have a part; then one of them has too many of them.
  await store(rows.slice(0, FIRST));
  const before = await rowsByShard();
  expect(before.size).toBe(2);
  const second = cluster.nodes[1]!.warehouse;
  await second.command("ALTER TABLE event_rows_local MODIFY SETTING parts_to_throw_insert = 1");
  await expect(store(rows)).rejects.toMatchObject({ type: "TOO_MANY_PARTS", retryable: true });
  await expect(store(rows)).rejects.toMatchObject({ type: "TOO_MANY_PARTS", retryable: true });
  const half = await rowsByShard();
  expect(half.get(1)).toBeGreaterThan(before.get(1)! + FIRST);
  expect(half.get(2)).toBe(before.get(2));
  await refreshCluster(cluster);

  await second.command("ALTER TABLE event_rows_local RESET SETTING parts_to_throw_insert");
  await store(rows);
  await refreshCluster(cluster);
  expect(await counted()).toEqual(each(USERS));
}, 120_000);

it("a batch waits for a shard that can't be reached, and is counted once", async () => {
  const [first, second] = cluster.links;
  for (const link of [first!, second!]) {
    link.set("refuse");
    await expect(store(rows)).rejects.toMatchObject({ name: "WarehouseError", retryable: true });
    link.set("pass");
    await store(rows);
  }
  await refreshCluster(cluster);
  expect(await counted()).toEqual(each(USERS));
}, 120_000);

/** Rows as they lie there, repeated ones too, by the number of the shard. */
async function rowsByShard(): Promise<ReadonlyMap<number, number>> {
  const found = await cluster.warehouse.query<{ shard: number; n: number }>(
    `SELECT shardNum() AS shard, toUInt32(count()) AS n FROM cluster('${cluster.name}', safar.event_rows_local) GROUP BY shard`,
  );
  return new Map(found.map(({ shard, n }) => [shard, n]));
}
