import { Command } from "commander";
import { type Config, readConfig } from "../config.js";
import { certificates } from "../modes/kafka-settings.js";
import { openChdbWarehouse } from "../warehouse/chdb.js";
import { openHttpWarehouse } from "../warehouse/clickhouse-http.js";
import { migrate } from "./migrate.js";

interface MigrateOptions {
  config?: string;
  data?: string;
  clickhouse?: string;
  user?: string;
}

/** `safar migrate`: brings the tables and views of a data folder, or of a ClickHouse server, to this release. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .summary("bring the tables and views to this release")
    .description(
      "Applies the migrations that the data folder lacks and makes every view anew. `safar serve` does the same at " +
        "each start; this command does it alone, to see what an upgrade changes. Safe to repeat. The folder must not " +
        "be in use. With --clickhouse it does so at a ClickHouse server, for `safar load`.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("--clickhouse <address>", "address of a ClickHouse server (SAFAR_CLICKHOUSE_URL)")
    .option("--user <name>", "user name at ClickHouse (SAFAR_CLICKHOUSE_USER, default default)")
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
        const { applied, before, views, dropped } = await migrate(warehouse);
        console.log(`${place}: ${applied.length} migrations applied, ${before} were there before.`);
        for (const name of applied) console.log(`  + ${name}`);
        console.log(`${views.length} views made: ${views.join(", ")}.`);
        if (dropped.length > 0)
          console.log(`Dropped, as this release has no such view: ${dropped.join(", ")}.`);
      } finally {
        await warehouse.close();
      }
    });
}

async function open(config: Config) {
  if (config.SAFAR_CLICKHOUSE_URL === "")
    return { place: config.SAFAR_DATA, warehouse: await openChdbWarehouse(config.SAFAR_DATA) };
  const warehouse = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
  });
  return { place: config.SAFAR_CLICKHOUSE_URL, warehouse };
}
