import { afterAll, beforeAll, expect, it } from "vitest";
import { createDatabaseStatement } from "../../src/store/migrate/cluster.js";
import { openHttpWarehouse, type Quorum } from "../../src/store/warehouse/clickhouse-http.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";

let cluster: ClickHouseCluster;
beforeAll(async () => {
  cluster = await startCluster({ own: true });
  // What a shard is asked for stands in its rows: the table that spreads them does not have these columns.
  const on = `ON CLUSTER '${cluster.name}'`;
  await cluster.warehouse.command(createDatabaseStatement(cluster.name));
  await cluster.warehouse.command(
    `CREATE TABLE safar.asked_local ${on} (n UInt64, quorum String DEFAULT toString(getSetting('insert_quorum'))) ENGINE = MergeTree ORDER BY n`,
  );
  await cluster.warehouse.command(
    `CREATE TABLE safar.asked ${on} (n UInt64) ENGINE = Distributed('${cluster.name}', safar, asked_local, n)`,
  );
});
afterAll(() => cluster?.close());

it.each<[Quorum, string]>([
  ["majority", "auto"],
  ["one", "0"],
])("a shard waits for the replicas that are asked for: %s", async (quorum, expected) => {
  const { url, login, name } = cluster;
  const warehouse = openHttpWarehouse({ url, ...login, quorum });
  await cluster.warehouse.command(`TRUNCATE TABLE safar.asked_local ON CLUSTER '${name}'`);
  await warehouse.insert("asked", ["n"], ["[1]", "[2]"]);
  await warehouse.command("INSERT INTO safar.asked SELECT number FROM numbers(3, 2)");
  expect(
    await warehouse.query(
      `SELECT n, shardNum() AS shard, quorum FROM cluster('${name}', safar.asked_local) ORDER BY n`,
    ),
  ).toEqual([1, 2, 3, 4].map((n) => ({ n, shard: 1 + (n % 2), quorum: expected })));
  await warehouse.close();
});
