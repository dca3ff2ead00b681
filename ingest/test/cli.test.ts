import type { Command } from "commander";
import { expect, it } from "vitest";
import { buildCli } from "../src/cli.js";

/** Commands that do something, by their whole names. */
function leaves(command: Command, before = ""): [string, Command][] {
  return command.commands.flatMap((one) => {
    const name = `${before}${one.name()}`;
    return one.commands.length > 0 ? leaves(one, `${name} `) : [[name, one] as [string, Command]];
  });
}

function helpOf(command: Command): string {
  let text = "";
  command.configureOutput({ writeOut: (more) => (text += more) });
  command.outputHelp();
  return text;
}

const cli = buildCli();

it.each(leaves(cli))(
  "the help of safar %s tells what it does, with examples and readable defaults",
  (name, command) => {
    const help = helpOf(command);
    expect(command.description(), name).not.toBe("");
    expect(help).not.toMatch(/default: ""|default default|\(default: [^()]*\) \(default/);
    expect(help).toMatch(/\nExamples?[:,]/);
  },
);
