import { Command } from "commander";
import { checkCommand } from "./check-command.js";

/** `safar journeys`: what is done about what is seen. */
export function journeysCommand(): Command {
  return new Command("journeys")
    .summary("check journeys: if this happens, then do that")
    .description(
      "A journey is a file: who comes in, what is done at which time and on which condition, and what it is to bring about.",
    )
    .addCommand(checkCommand());
}
