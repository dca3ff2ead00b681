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

/** `safar backup`: copies the data folder. */
export function backupCommand(): Command {
  return new Command("backup")
    .summary("copy the data folder of `safar serve`, even while it runs")
    .description(
      "Copies everything that `safar serve` stores into a new folder: all tables, sources, write keys and secrets. The " +
        "collector keeps running. Every event acknowledged before the start is in the copy. The folder appears when the " +
        "copy is complete. It contains secrets and personal data: protect it like the data folder. For a ClickHouse " +
        "server use its own BACKUP; see ship/README.md.",
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
          `SAFAR_CLICKHOUSE_URL is set to ${SAFAR_CLICKHOUSE_URL}, but this command copies only a data folder. Back up that server with its own BACKUP DATABASE, on a cluster with ON CLUSTER: see ship/README.md, "Backup and restore". To back up a data folder, name it with --data.`,
        );
      }
      if (!existsSync(SAFAR_DATA))
        throw new Error(`There is no data folder ${SAFAR_DATA}. Name it with --data.`);
      const operator = await findOperator({ ops: undefined, data, start: true });
      try {
        const answer = await operator.ask("/freeze", { method: "POST" });
        if (!answer.ok) throw new Error(`The collector could not freeze its tables: ${await answer.text()}`);
        const frozen = (await answer.json()) as Frozen & { data: string };
        try {
          const report = await writeBackup(frozen.data, frozen, target, release(), (table, parts) =>
            say(`Copying ${table}, ${parts} parts.`),
          );
          printHint(
            `${target} holds ${report.rows} rows of ${report.tables} tables in ${report.parts} parts, ${(report.bytes / 1024 ** 2).toFixed(1)} MiB. Every file was read again and is correct.\n` +
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

/** `safar restore`: creates a data folder from a backup. */
export function restoreCommand(): Command {
  return new Command("restore")
    .summary("create a data folder from a backup")
    .description(
      "Creates a new data folder from a backup of `safar backup`, checks every part, and migrates the tables to this " +
        "release. It never writes into a folder that is not empty. Then start `safar serve` on it. The backup still has " +
        "the data of persons who were forgotten after it was made: forget them again.",
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
      say(`The backup was made at ${at} by release ${by}.`);
      const rows = await restore(backup, target, (table, parts) =>
        say(`Restoring ${table}, ${parts} parts.`),
      );
      printHint(`${target} is restored, with ${rows} rows. Start it: safar serve --data ${target}`);
    });
}

function release(): string {
  return JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")).version;
}
