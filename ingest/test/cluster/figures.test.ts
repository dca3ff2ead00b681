import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/store/migrate/migrate.js";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import type { ClickHouseNode } from "../clickhouse-server/node.js";
import { startSingleServer } from "../clickhouse-server/single-server.js";
import { refreshVisits } from "../figures/refresh-visits.js";
import { insertVariedShop } from "../figures/varied-shop.js";
import { migrateCluster, refreshCluster, rowsOfShards, sameKeys } from "./cluster-schema.js";
import { expectSameRows } from "./same-answers.js";

let cluster: ClickHouseCluster;
let single: ClickHouseNode;

beforeAll(async () => {
  [cluster, single] = await Promise.all([startCluster(), startSingleServer()]);
  await migrateCluster(cluster);
  await sameKeys(cluster.warehouse, single.warehouse);
  await migrate(single.warehouse);
  const now = Date.now();
  for (const { warehouse } of [cluster, single]) await insertVariedShop(warehouse, now);
  await refreshCluster(cluster);
  await refreshVisits(single.warehouse);
}, 300_000);
afterAll(async () => {
  await Promise.all([cluster?.close(), single?.close()]);
});

const { views } = await readSchemaFiles(schemaFolder());

describe("on two shards", () => {
  it("rows lie on both", async () => {
    const shards = await rowsOfShards(cluster, "event_rows");
    expect(shards).toHaveLength(2);
    for (const rows of shards) expect(rows).toBeGreaterThan(500);
  });

  it.each(views.map((view) => [view.name, view] as const))(
    "%s says what it says on one server",
    async (_name, view) => {
      await expectSameRows(view, { cluster: cluster.warehouse, single: single.warehouse });
    },
  );
});
