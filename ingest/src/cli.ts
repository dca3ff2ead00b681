import { readFileSync } from "node:fs";
import { inspect } from "node:util";
import { Command } from "commander";
import { predictCommand } from "./ask/predict/command.js";
import { reportCommand } from "./ask/report/command.js";
import { scriptTagCommand } from "./collect/script/command.js";
import { connectCommand } from "./collect/webhooks/connect-command.js";
import { importCommand } from "./import/command.js";
import { journeysCommand } from "./journeys/command.js";
import { messagesCommand } from "./journeys/journal/messages-command.js";
import { collectCommand } from "./modes/collect-command.js";
import { dashboardCommand } from "./modes/dashboard-command.js";
import { journeysRunCommand } from "./modes/journeys-run-command.js";
import { loadCommand } from "./modes/load-command.js";
import { serveCommand } from "./modes/serve/command.js";
import { backupCommand, restoreCommand } from "./operate/backup/command.js";
import { deadLettersCommand } from "./operate/dead-letters/command.js";
import { freeCommand } from "./operate/disk/command.js";
import { doctorCommand } from "./operate/doctor/command.js";
import { tailCommand } from "./operate/tail/command.js";
import { calledAs } from "./output/terminal/called-as.js";
import { helpOutput, say } from "./output/terminal/print.js";
import { exportCommand } from "./people/export-command.js";
import { forgetCommand } from "./people/forget-command.js";
import { ConfigError } from "./settings/config.js";
import { sourcesCommand } from "./sources/command.js";
import { keysCommand } from "./sources/keys-command.js";
import { migrateCommand } from "./store/migrate/command.js";
import { demoCommand } from "./try/demo/command.js";

/** The `safar` command. */
export function buildCli(): Command {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const cli = new Command(calledAs())
    .description("Safar: from track() to the figures of customer retention, nothing lost on the way.")
    .version(version)
    .showHelpAfterError(
      `(${calledAs()} --help shows the commands, ${calledAs()} <command> --help its options)`,
    )
    .addCommand(demoCommand())
    .addCommand(serveCommand())
    .addCommand(collectCommand())
    .addCommand(loadCommand())
    .addCommand(scriptTagCommand())
    .addCommand(importCommand())
    .addCommand(dashboardCommand())
    .addCommand(reportCommand())
    .addCommand(predictCommand())
    .addCommand(journeysCommand().addCommand(journeysRunCommand()))
    .addCommand(messagesCommand())
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
  showAsCalled(cli);
  return cli;
}

/** Lets help and errors of a command, and of those below it, name commands as the reader calls them. */
function showAsCalled(command: Command): void {
  command.configureOutput(helpOutput);
  for (const below of command.commands) showAsCalled(below);
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
