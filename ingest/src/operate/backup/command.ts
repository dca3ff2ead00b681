import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { Command } from "commander";
import { findOperator } from "../../operator/find-operator.js";
import { printHint, say } from "../../output/terminal/print.js";
import { readConfig } from "../../settings/config.js";
import { refuseFull, writeBackup } from "./backup.js";
import type { Frozen } from "./freeze.js";
import { readManifest } from "./manifest.js";
import { restore } from "./restore.js";

/** `safar backup`: a copy of the data folder. */
export function backupCommand(): Command {
  return new Command("backup")
    .summary("copy the data folder of `safar serve`, also while it runs")
    .description(
      "Copies everything that `safar serve` keeps into a new folder: all tables, sources and write keys, secrets. The " +
        "collector goes on meanwhile; what was acknowledged before is in the copy. The folder appears when it is whole. " +
        "It holds secrets and people's events: keep it as carefully as the data folder. A ClickHouse server has its own " +
        "BACKUP; see ship/README.md.",
    )
    .argument("<folder>", "new folder, on another disk if possible")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addHelpText("after", "\nExample, each night:\n  $ safar backup /backup/safar-$(date +%F)\n")
    .action(async (folder: string, { data }: { data?: string }) => {
      const target = resolve(folder);
      await refuseFull(target);
      const { SAFAR_DATA, SAFAR_CLICKHOUSE_URL } = readConfig({ flags: { SAFAR_DATA: data } });
      if (SAFAR_CLICKHOUSE_URL !== "" && data === undefined) {
        throw new Error(
          `SAFAR_CLICKHOUSE_URL names the ClickHouse at ${SAFAR_CLICKHOUSE_URL}, and this command copies a data folder. Back that server up by its own BACKUP DATABASE, on a cluster with ON CLUSTER: ship/README.md says how, under "Backup and restore". For a data folder, name it with --data.`,
        );
      }
      if (!existsSync(SAFAR_DATA))
        throw new Error(`There is no data folder ${SAFAR_DATA}. Name it with --data.`);
      const operator = await findOperator({ ops: undefined, data, start: true });
      try {
        const answer = await operator.ask("/freeze", { method: "POST" });
        if (!answer.ok)
          throw new Error(`The collector could not hold its tables still: ${await answer.text()}`);
        const frozen = (await answer.json()) as Frozen & { data: string };
        try {
          const report = await writeBackup(frozen.data, frozen, target, release(), (table, parts) =>
            say(`Copying ${table}, ${parts} parts.`),
          );
          printHint(
            `${target} holds ${report.rows} rows of ${report.tables} tables in ${report.parts} parts, ${(report.bytes / 1024 ** 2).toFixed(1)} MiB, read again and found right.\n` +
              `To use it: safar restore ${target} --data NEW_FOLDER`,
          );
        } finally {
          await operator.ask(`/freeze/${frozen.name}`, { method: "DELETE" });
        }
      } finally {
        await operator.close();
      }
    });
}

/** `safar restore`: a data folder from a backup. */
export function restoreCommand(): Command {
  return new Command("restore")
    .summary("make a data folder from a backup")
    .description(
      "Makes a new data folder from what `safar backup` wrote, checks every part, and brings the tables to this " +
        "release. It never writes into a folder that has something in it. Then start `safar serve` on it. Persons who " +
        "were forgotten after the backup are in it again: forget them again.",
    )
    .argument("<backup>", "folder that `safar backup` wrote")
    .requiredOption("-d, --data <folder>", "new data folder")
    .addHelpText(
      "after",
      "\nExample:\n  $ safar restore /backup/safar-2025-06-01 --data /var/lib/safar-restored\n",
    )
    .action(async (folder: string, { data }: { data: string }) => {
      const [backup, target] = [resolve(folder), resolve(data)];
      const { at, release: by } = await readManifest(backup);
      say(`The backup is of ${at}, by release ${by}.`);
      const rows = await restore(backup, target, (table, parts) =>
        say(`Restoring ${table}, ${parts} parts.`),
      );
      printHint(`${target} is restored, with ${rows} rows. Start it: safar serve --data ${target}`);
    });
}

function release(): string {
  return JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;
}
