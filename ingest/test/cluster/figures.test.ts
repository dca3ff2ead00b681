import { PERSON_TABLES } from "@safar/schemas";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.js";
import { createPrivateKeys } from "../../src/migrate/private-keys.js";
import { readSchemaFiles, schemaFolder } from "../../src/migrate/schema-files.js";
import { readErasures } from "../../src/people/erasures.js";
import { forget } from "../../src/people/forget.js";
import type { Warehouse } from "../../src/warehouse/warehouse.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import type { ClickHouseNode } from "../clickhouse-server/node.js";
import { startSingleServer } from "../clickhouse-server/single-server.js";
import { insertVariedShop } from "../figures/varied-shop.js";
import { questionOf } from "../figures/view-questions.js";
import { migrateCluster, refreshCluster } from "./cluster-schema.js";

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
  await single.warehouse.command("SYSTEM REFRESH VIEW safar.visit_parts_refresh");
  await single.warehouse.command("SYSTEM WAIT VIEW safar.visit_parts_refresh");
}, 300_000);
afterAll(async () => {
  await Promise.all([cluster?.close(), single?.close()]);
});

/** Persons and orders have the same numbers where an installation has the same key. */
async function sameKeys(from: Warehouse, to: Warehouse): Promise<void> {
  await createPrivateKeys(to);
  const rows = await from.query<{ purpose: string; key: string }>(
    "SELECT purpose, key FROM private_keys FINAL",
  );
  await to.insert(
    "private_keys",
    ["purpose", "key"],
    rows.map(({ purpose, key }) => JSON.stringify([purpose, key])),
  );
}

const { views } = await readSchemaFiles(schemaFolder());

/** Means of Float64 depend in their last digit on the order in which they are added up. */
const rounded = (rows: unknown) =>
  JSON.parse(
    JSON.stringify(rows, (_, value) => (typeof value === "number" ? Number(value.toPrecision(12)) : value)),
  );

describe("on two shards", () => {
  it("rows lie on both", async () => {
    for (const { warehouse } of cluster.nodes) {
      const [{ n } = { n: 0 }] = await warehouse.query<{ n: number }>(
        "SELECT toUInt32(count()) AS n FROM event_rows_local",
      );
      expect(n).toBeGreaterThan(500);
    }
  });

  it.each(views.map(({ name }) => name))("%s says what it says on one server", async (name) => {
    const question = questionOf(views.find((view) => view.name === name)!);
    const expected = await single.warehouse.query(question);
    expect(expected.length).toBeGreaterThan(0);
    const answer = await cluster.warehouse.query(question);
    // Each shard has the parts of a visit that its own events make, and where each of these began: more than the visits'.
    if (name === "origins") for (const row of expected) expect(answer).toContainEqual(row);
    else expect(rounded(answer)).toEqual(rounded(expected));
  });
});

describe("forget", () => {
  it("reaches every table on both shards", async () => {
    const erasures = await readErasures(cluster.warehouse);
    const steps = forget(
      { warehouse: cluster.warehouse, erasures, settled: async () => {}, relink: async () => {} },
      { id: "younger", source: "shop", dryRun: false, links: "all" },
    );
    let step = await steps.next();
    while (!step.done) step = await steps.next();
    expect(step.value.rows.event_rows).toBeGreaterThanOrEqual(3);
    expect(step.value.rows.visit_parts).toBeGreaterThan(0);
    await refreshCluster(cluster);
    for (const { warehouse } of cluster.nodes) {
      for (const { table, labels } of PERSON_TABLES) {
        const rows = await warehouse.query(
          `SELECT 1 FROM ${table}_local WHERE source_id = 'shop' AND hasAny(${labels}, ['user/younger', 'guest/g1'])`,
        );
        expect(rows, table).toEqual([]);
      }
    }
  });
});
