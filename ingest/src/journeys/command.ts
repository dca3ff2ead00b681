import { Command } from "commander";
import { checkCommand } from "./check-command.js";
import { whyCommand } from "./journal/why-command.js";
import { newCommand } from "./new-command.js";
import { previewCommand } from "./preview-command.js";
import { providerUrlsCommand } from "./provider-urls-command.js";
import { sendFromHereCommand } from "./send-from-here-command.js";
import { simulateCommand } from "./simulate-command.js";
import { testSendCommand } from "./test-send-command.js";
import { diffCommand } from "./versions/diff-command.js";
import { listCommand } from "./versions/list-command.js";
import { pauseCommand, resumeCommand } from "./versions/pause-command.js";
import { publishCommand } from "./versions/publish-command.js";

/** `safar journeys`: what is done about what is seen. */
export function journeysCommand(): Command {
  return new Command("journeys")
    .summary("write, check, simulate and publish journeys: if this happens, then do that")
    .description(
      "A journey is a file: who comes in, what is done at which time and on which condition, and what it is to bring about.",
    )
    .addCommand(newCommand())
    .addCommand(checkCommand())
    .addCommand(previewCommand())
    .addCommand(testSendCommand())
    .addCommand(simulateCommand())
    .addCommand(diffCommand())
    .addCommand(publishCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(listCommand())
    .addCommand(whyCommand())
    .addCommand(providerUrlsCommand())
    .addCommand(sendFromHereCommand());
}
