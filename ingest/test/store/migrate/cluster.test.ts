import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFolderWarehouse } from "../../../src/store/engine/folder-warehouse.js";
import { onCluster } from "../../../src/store/migrate/cluster.js";
import { unlock, withLock } from "../../../src/store/migrate/lock.js";
import { migrate } from "../../../src/store/migrate/migrate.js";
import { readSchemaFiles, schemaFolder, statementsOf } from "../../../src/store/migrate/schema-files.js";
import { viewStatement } from "../../../src/store/migrate/views/read-views.js";
import type { Warehouse } from "../../../src/store/warehouse/warehouse.js";

let folder: string;
let warehouse: Warehouse;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-cluster-"));
  warehouse = await openFolderWarehouse(folder);
});
afterAll(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true });
});

/** Every statement of this release, as a cluster gets it. */
async function statements(): Promise<string[]> {
  const { migrations, views } = await readSchemaFiles(schemaFolder());
  return [...migrations.flatMap(statementsOf), ...views.map(viewStatement)].flatMap((statement) =>
    onCluster(statement, "shop's"),
  );
}

describe("onCluster", () => {
  it("makes a replicated table and one that spreads its rows, from one statement", () => {
    const statement =
      "CREATE TABLE IF NOT EXISTS t\n(\n    a String,\n    b UInt64 MATERIALIZED sipHash64(a, 'x'),\n    v UInt64\n)\nENGINE = ReplacingMergeTree(v)\nORDER BY (a, b)\nSETTINGS fsync_after_insert = 1";
    expect(onCluster(statement, "shop")).toEqual([
      "CREATE TABLE IF NOT EXISTS safar.t_local ON CLUSTER 'shop' (\n    a String,\n    b UInt64 MATERIALIZED sipHash64(a, 'x'),\n    v UInt64\n)\nENGINE = ReplicatedReplacingMergeTree(v)\nORDER BY (a, b)\nSETTINGS fsync_after_insert = 1",
      "CREATE TABLE IF NOT EXISTS safar.t ON CLUSTER 'shop' AS safar.t_local ENGINE = Distributed('shop', safar, t_local, sipHash64(a, sipHash64(a, 'x')))",
    ]);
  });

  it("makes views everywhere, and changes columns in both tables and the rest in one", () => {
    expect(onCluster("CREATE OR REPLACE VIEW v AS\nSELECT 1", "c")).toEqual([
      "CREATE OR REPLACE VIEW safar.v ON CLUSTER 'c' AS\nSELECT 1",
    ]);
    expect(onCluster("CREATE OR REPLACE VIEW other.v AS\nSELECT 1", "c")).toEqual([
      "CREATE OR REPLACE VIEW other.v ON CLUSTER 'c' AS\nSELECT 1",
    ]);
    expect(onCluster("CREATE DATABASE IF NOT EXISTS other", "c")).toEqual([
      "CREATE DATABASE IF NOT EXISTS other ON CLUSTER 'c'",
    ]);
    expect(onCluster("DROP VIEW IF EXISTS `v`", "c")).toEqual([
      "DROP VIEW IF EXISTS safar.`v` ON CLUSTER 'c'",
    ]);
    expect(onCluster("ALTER TABLE t ADD COLUMN IF NOT EXISTS n String", "c")).toEqual([
      "ALTER TABLE safar.t_local ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS n String",
      "ALTER TABLE safar.t ON CLUSTER 'c' ADD COLUMN IF NOT EXISTS n String",
    ]);
    expect(onCluster("ALTER TABLE t MODIFY TTL a + INTERVAL 1 DAY", "c")).toEqual([
      "ALTER TABLE safar.t_local ON CLUSTER 'c' MODIFY TTL a + INTERVAL 1 DAY",
    ]);
  });

  it("lets every server put its own rows into its own table at intervals", () => {
    expect(
      onCluster(
        "CREATE MATERIALIZED VIEW IF NOT EXISTS m REFRESH EVERY 1 MINUTE APPEND TO t AS\nSELECT a FROM (SELECT a FROM s WHERE b > (SELECT max(b) FROM t))",
        "c",
      ),
    ).toEqual([
      "CREATE MATERIALIZED VIEW IF NOT EXISTS safar.m ON CLUSTER 'c' REFRESH EVERY 1 MINUTE APPEND TO safar.t_local AS\nSELECT a FROM (SELECT a FROM safar.s_local WHERE b > (SELECT max(b) FROM safar.t_local))",
    ]);
  });

  it("lets every server put its own rows into its own table as they come", () => {
    expect(
      onCluster(
        "CREATE MATERIALIZED VIEW IF NOT EXISTS m TO t AS\nWITH few AS (SELECT a FROM s)\nSELECT a, b FROM few JOIN other USING a",
        "c",
      ),
    ).toEqual([
      "CREATE MATERIALIZED VIEW IF NOT EXISTS safar.m ON CLUSTER 'c' TO safar.t_local AS\nWITH few AS (SELECT a FROM safar.s_local)\nSELECT a, b FROM few JOIN safar.other_local USING a",
    ]);
  });

  it.each(["INSERT INTO t VALUES (1)", "CREATE TABLE IF NOT EXISTS t (a Int8) ENGINE = Memory"])(
    "refuses %s",
    (statement) => {
      expect(() => onCluster(statement, "c")).toThrow("can");
    },
  );

  it("gives statements of this release that the engine reads as what they say", async () => {
    const all = await statements();
    expect(all.length).toBeGreaterThan(20);
    for (const statement of all) {
      const [{ text } = { text: "" }] = await warehouse.query<{ text: string }>(
        "SELECT formatQuerySingleLine({statement:String}) AS text",
        { statement },
      );
      // rows that are made of others travel through the distributed tables
      if (!statement.startsWith("INSERT")) expect(text).toContain("ON CLUSTER `shop's`");
    }
  });

  it("spreads rows by what is computed from columns that an insert brings", async () => {
    await migrate(warehouse);
    const distributed = (await statements()).filter((statement) => statement.includes("Distributed("));
    expect(distributed).toHaveLength(13);
    for (const statement of distributed) {
      const [, table, key] = /, (\w+)_local, (.*)\)$/.exec(statement) ?? [];
      const computed = await warehouse.query<{ name: string }>(
        "SELECT name FROM system.columns WHERE database = 'safar' AND table = {table:String} AND default_kind = 'MATERIALIZED'",
        { table },
      );
      for (const { name } of computed) expect(key).not.toMatch(new RegExp(`\\b${name}\\b`));
      expect(await warehouse.query(`SELECT ${key} AS shard FROM ${table}`)).toEqual([]);
    }
  });
});

describe("withLock", () => {
  const options = { waitMs: 0 };

  it("lets one migrator work at a time", async () => {
    let other: Promise<unknown> = Promise.resolve();
    const result = await withLock(warehouse, options, async () => {
      other = withLock(warehouse, { ...options, waitMs: 20_000 }, async () => "second");
      await expect(withLock(warehouse, options, async () => "third")).rejects.toMatchObject({
        code: "locked",
        message: expect.stringContaining("--unlock"),
      });
      return "first";
    });
    expect([result, await other]).toEqual(["first", "second"]);
  });

  it("is free again after a failure, and after --unlock", async () => {
    await expect(withLock(warehouse, options, () => Promise.reject(new Error("failed")))).rejects.toThrow(
      "failed",
    );
    const dying: Pick<Warehouse, "command"> = {
      command: (statement) =>
        statement.startsWith("DROP") ? Promise.resolve() : warehouse.command(statement),
    };
    await withLock(dying, options, async () => {});
    await expect(withLock(warehouse, options, async () => {})).rejects.toMatchObject({ code: "locked" });
    await unlock(warehouse);
    expect(await withLock(warehouse, options, async () => "free")).toBe("free");
  });
});
