import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { Command } from "commander";
import { backupCommand, restoreCommand } from "./backup/command.js";
import { collectCommand } from "./collect/command.js";
import { ConfigError } from "./config.js";
import { dashboardCommand } from "./dashboard/command.js";
import { deadLettersCommand } from "./dead-letters/command.js";
import { demoCommand } from "./demo/command.js";
import { freeCommand } from "./disk/command.js";
import { doctorCommand } from "./doctor/command.js";
import { importCommand } from "./import/command.js";
import { journeysCommand } from "./journeys/command.js";
import { loadCommand } from "./load/command.js";
import { migrateCommand } from "./migrate/command.js";
import { exportCommand } from "./people/export-command.js";
import { forgetCommand } from "./people/forget-command.js";
import { predictCommand } from "./predict/command.js";
import { reportCommand } from "./report/command.js";
import { scriptTagCommand } from "./script/command.js";
import { serveCommand } from "./serve/command.js";
import { sourcesCommand } from "./sources/command.js";
import { keysCommand } from "./sources/keys-command.js";
import { tailCommand } from "./tail/command.js";
import { say } from "./terminal/print.js";
import { connectCommand } from "./webhooks/connect-command.js";

/** The `safar` command. */
export function buildCli(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return new Command("safar")
    .description("Safar: from track() to the figures of customer retention, nothing lost on the way.")
    .version(version)
    .showHelpAfterError("(safar --help shows the commands, safar <command> --help its options)")
    .addCommand(demoCommand())
    .addCommand(serveCommand())
    .addCommand(collectCommand())
    .addCommand(loadCommand())
    .addCommand(scriptTagCommand())
    .addCommand(importCommand())
    .addCommand(dashboardCommand())
    .addCommand(reportCommand())
    .addCommand(predictCommand())
    .addCommand(journeysCommand())
    .addCommand(deadLettersCommand())
    .addCommand(migrateCommand())
    .addCommand(sourcesCommand())
    .addCommand(keysCommand())
    .addCommand(connectCommand())
    .addCommand(doctorCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(freeCommand())
    .addCommand(exportCommand())
    .addCommand(forgetCommand())
    .addCommand(tailCommand());
}

/** Runs the command line. An error ends it with one sentence and exit code 1, a wrong setting with 2. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await buildCli().parseAsync(argv);
  } catch (error) {
    say(`safar: ${(error as Error).message}`);
    if (process.env.SAFAR_LOG_LEVEL === "debug") say(inspect(error));
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}
