import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readSchemaFiles, schemaFolder } from "../../src/store/migrate/schema-files.js";
import { startCluster } from "../clickhouse-server/cluster.js";
import { insertVariedShop } from "../figures/varied-shop.js";
import { runSafar } from "../journey/serve-process.js";
import { migrateCluster, refreshCluster, rowsOfShards } from "./cluster-schema.js";
import { expectSameRows } from "./same-answers.js";

const { views } = await readSchemaFiles(schemaFolder());

it("each shard's BACKUP is restored on a new cluster, whose views have the same rows", async () => {
  const folder = await mkdtemp(join(tmpdir(), "safar-cluster-backup-"));
  const more = `<backups><allowed_path>${folder}</allowed_path></backups>`;
  const [from, to] = await Promise.all([
    startCluster({ own: true, more }),
    startCluster({ own: true, more }),
  ]);
  try {
    await migrateCluster(from);
    await insertVariedShop(from.warehouse);
    await refreshCluster(from);
    for (const [shard, { warehouse }] of from.nodes.entries())
      await warehouse.command(`BACKUP DATABASE safar TO File('${folder}/shard-${shard}')`);
    for (const [shard, { warehouse }] of to.nodes.entries())
      await warehouse.command(`RESTORE DATABASE safar FROM File('${folder}/shard-${shard}')`);
    expect(await rowsOfShards(to, "event_rows")).toEqual(await rowsOfShards(from, "event_rows"));
    // The views of safar_internal are not in the backup; a migration makes all of them.
    expect(await migrateCluster(to)).toContain("0 migrations applied");
    for (const view of views) await expectSameRows(view, { cluster: to.warehouse, single: from.warehouse });
    await refreshCluster(to);
  } finally {
    await Promise.all([from.close(), to.close()]);
    await rm(folder, { recursive: true });
  }
}, 300_000);

it("`safar backup` refuses to take a server's tables for a data folder, and says what to do", async () => {
  const { code, stderr } = await runSafar(["backup", "/nowhere/new"], {
    SAFAR_CLICKHOUSE_URL: "http://clickhouse.example:8123",
  }).ended;
  expect([code, stderr]).toEqual([1, expect.stringContaining("BACKUP DATABASE")]);
});
