import { existsSync } from "node:fs";
import { Command } from "commander";
import { printHint } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { askToSend } from "./engine/sender-mark.js";

/** `safar journeys send-from-here`: lets a copy of a data folder send. */
export function sendFromHereCommand(): Command {
  return new Command("send-from-here")
    .summary("let the journeys of a restored data folder send")
    .description(
      "A copy of a data folder, such as a restored backup, sends nothing until this is said, so that two of them never " +
        "send the same message. First make sure that the other one is stopped for good.",
    )
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addHelpText("after", "\nExample:\n  $ safar journeys send-from-here --data /var/lib/safar\n")
    .action(run);
}

async function run({ data }: { readonly data?: string }): Promise<void> {
  const { SAFAR_DATA: folder } = readConfig({ flags: { SAFAR_DATA: data } });
  if (!existsSync(folder)) throw new Error(`There is no data folder ${folder}. Name it with --data.`);
  await askToSend(folder);
  printHint(`Journeys send from ${folder} as soon as \`safar serve\` runs on it.`);
}
