import { constants } from "node:fs";
import { copyFile, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { print, printHint } from "../output/terminal/print.js";
import { tableText } from "../output/terminal/table.js";

/** Folder of the journeys that come with Safar. */
export function shippedFolder(): string {
  return fileURLToPath(new URL("../../journeys", import.meta.url));
}

interface Shipped {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Files of segments that it names. */
  readonly segments: readonly string[];
}

/** The journeys that come with Safar. */
export async function shippedJourneys(): Promise<Shipped[]> {
  const files = (await readdir(shippedFolder())).filter((file) => file.endsWith(".json")).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(shippedFolder(), file), "utf8");
      const { name, title, description } = JSON.parse(text) as Shipped;
      return { name, title, description, segments: text.match(/segments\/[a-z-]+\.sql/g) ?? [] };
    }),
  );
}

/** `safar journeys new`: a journey to begin with. */
export function newCommand(): Command {
  return new Command("new")
    .summary("copy a journey that comes with Safar, to change it; without a name, list them")
    .description(
      "Copies a journey, with texts in English and Persian and the segments that it names, into a folder. A file that is " +
        "there is never replaced.",
    )
    .argument("[name]", "its name")
    .option("--to <folder>", "where to", "journeys")
    .addHelpText("after", "\nExamples:\n  $ safar journeys new\n  $ safar journeys new abandoned-cart\n")
    .action(async (name: string | undefined, { to }: { to: string }) => {
      const shipped = await shippedJourneys();
      if (name === undefined) {
        const rows = shipped.map((each) => [each.name, each.title, each.description]);
        print(tableText({ head: ["name", "title", "what it does"], rows }));
        return;
      }
      const journey = shipped.find((each) => each.name === name);
      if (journey === undefined)
        throw new Error(
          `There is no journey "${name}". Those that come with Safar are ${shipped.map((each) => each.name).join(", ")}.`,
        );
      // The journey last: where a segment is refused, none was copied that lacks it.
      for (const file of [...journey.segments, `${name}.json`]) print(await copyNew(file, to));
      printHint(`Now change its texts, and see what it would have done:
  safar journeys check ${join(to, `${name}.json`)}
  safar journeys simulate ${join(to, `${name}.json`)} --since 2025-01-01`);
    });
}

async function copyNew(file: string, to: string): Promise<string> {
  const target = join(to, file);
  await mkdir(dirname(target), { recursive: true });
  try {
    await copyFile(join(shippedFolder(), file), target, constants.COPYFILE_EXCL);
    return `Wrote ${target}.`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (file.endsWith(".sql")) return `${target} is there already, and stays as it is.`;
    throw new Error(`${target} is there already. Delete it first, or name another folder with --to.`);
  }
}
