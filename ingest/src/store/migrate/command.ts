import { Command } from "commander";
import { print } from "../../output/terminal/print.js";
import { type Config, ConfigError, readConfig } from "../../settings/config.js";
import { openFolderWarehouse } from "../engine/folder-warehouse.js";
import { certificates } from "../event-log/kafka-settings.js";
import { openHttpWarehouse, type Quorum } from "../warehouse/clickhouse-http.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { clusterWarehouse, createDatabaseStatement } from "./cluster.js";
import { unlock, withLock } from "./lock.js";
import { type MigrationReport, migrate } from "./migrate.js";
import { applyRetention, retentionOf } from "./retention.js";

interface MigrateOptions {
  config?: string;
  data?: string;
  clickhouse?: string;
  user?: string;
  cluster?: string;
  unlock?: boolean;
}

/** `safar migrate`: upgrades the tables and views of a data folder, or of a ClickHouse server, to this release. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .summary("bring the tables and views to this release")
    .description(
      "Applies missing migrations to the data folder and recreates every view. `safar serve` does the same at " +
        "each start; this command does it alone, to see what an upgrade changes. Safe to repeat. The folder must not " +
        "be in use. With --clickhouse it does so at a ClickHouse server, for `safar load`.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("--clickhouse <address>", "address of a ClickHouse server (SAFAR_CLICKHOUSE_URL)")
    .option(
      "--user <name>",
      "user name at ClickHouse (SAFAR_CLICKHOUSE_USER, default: the one called default)",
    )
    .option(
      "--cluster <name>",
      "bring them to every server of this cluster (system.clusters): replicated tables, spread over its shards",
    )
    .option("--unlock", "remove the lock of a migration that died; only when no other one runs")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar migrate --data /var/lib/safar\n  $ safar migrate --clickhouse http://clickhouse:8123\n" +
        "  $ safar migrate --clickhouse https://clickhouse-1:8443 --cluster shop\n",
    )
    .action(async (options: MigrateOptions) => {
      const config = readConfig({
        file: options.config,
        flags: {
          SAFAR_DATA: options.data,
          SAFAR_CLICKHOUSE_URL: options.clickhouse,
          SAFAR_CLICKHOUSE_USER: options.user,
        },
      });
      const { place, warehouse } = await open(config);
      try {
        const { applied, before, views, dropped } = await run(config, warehouse, options);
        print(`${place}: ${applied.length} migrations applied, ${before} were there before.`);
        for (const name of applied) print(`  + ${name}`);
        print(`${views.length} views made: ${views.join(", ")}.`);
        if (dropped.length > 0) print(`Dropped, as this release has no such view: ${dropped.join(", ")}.`);
      } finally {
        await warehouse.close();
      }
    });
}

/** A data folder has only one process; on a server another migrator may be running. */
async function run(
  config: Config,
  warehouse: Warehouse,
  { cluster, unlock: unlocks }: MigrateOptions,
): Promise<MigrationReport> {
  if (config.SAFAR_CLICKHOUSE_URL === "") {
    if (cluster === undefined) return await bring(config, warehouse);
    throw new ConfigError("--cluster needs --clickhouse: a data folder is not a cluster.");
  }
  if (cluster !== undefined) await warehouse.command(createDatabaseStatement(cluster));
  if (unlocks) await unlock(warehouse, cluster);
  return await withLock(warehouse, { cluster }, () =>
    bring(config, cluster === undefined ? warehouse : clusterWarehouse(warehouse, cluster)),
  );
}

/** Upgrades tables and views, and applies the retention. */
async function bring(config: Config, warehouse: Warehouse): Promise<MigrationReport> {
  const report = await migrate(warehouse);
  for (const table of await applyRetention(warehouse, retentionOf(config)))
    print(`The retention of ${table} was changed.`);
  return report;
}

async function open(config: Config) {
  if (config.SAFAR_CLICKHOUSE_URL === "")
    return {
      place: config.SAFAR_DATA,
      warehouse: await openFolderWarehouse(config.SAFAR_DATA, config.SAFAR_CLICKHOUSE_BINARY),
    };
  const warehouse = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
    quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
  });
  return { place: config.SAFAR_CLICKHOUSE_URL, warehouse };
}
