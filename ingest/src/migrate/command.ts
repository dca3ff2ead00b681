import { Command } from "commander";
import { readConfig } from "../config.js";
import { openChdbWarehouse } from "../warehouse/chdb.js";
import { migrate } from "./migrate.js";

/** `safar migrate`: brings the tables and views of a data folder to this release, without serving it. */
export function migrateCommand(): Command {
  return new Command("migrate")
    .summary("bring the tables and views to this release")
    .description(
      "Applies the migrations that the data folder lacks and makes every view anew. `safar serve` does the same at " +
        "each start; this command does it alone, to see what an upgrade changes. Safe to repeat. The folder must not " +
        "be in use.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .action(async (options: { config?: string; data?: string }) => {
      const config = readConfig({ file: options.config, flags: { SAFAR_DATA: options.data } });
      const warehouse = await openChdbWarehouse(config.SAFAR_DATA);
      try {
        const { applied, before, views, dropped } = await migrate(warehouse);
        console.log(
          `${config.SAFAR_DATA}: ${applied.length} migrations applied, ${before} were there before.`,
        );
        for (const name of applied) console.log(`  + ${name}`);
        console.log(`${views.length} views made: ${views.join(", ")}.`);
        if (dropped.length > 0)
          console.log(`Dropped, as this release has no such view: ${dropped.join(", ")}.`);
      } finally {
        await warehouse.close();
      }
    });
}
