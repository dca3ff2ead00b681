import { Command } from "commander";
import { print } from "../../output/terminal/print.js";
import { readSchemaFiles, schemaFolder } from "../../store/migrate/schema-files.js";
import { textOf } from "../check-command.js";
import { loadJourney } from "../definition/load-journey.js";
import { differences, differenceText, firstText } from "./differences.js";
import { openJourneys, type WhereOptions } from "./open-journeys.js";
import { withWhere } from "./options.js";
import { readPublished } from "./published.js";

interface Options extends WhereOptions {
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** `safar journeys diff`: what publishing a file would change. */
export function diffCommand(): Command {
  return withWhere(new Command("diff"))
    .summary("show where a journey's file differs from what is published")
    .description("Compares by node, text and setting: + is new, - is gone, ~ is changed. Publishes nothing.")
    .argument("<file>", "the journey's file, .json or .yaml")
    .option("--exit-code", "end with exit code 1 where they differ")
    .option("--json", "print JSON")
    .addHelpText("after", "\nExamples:\n  $ safar journeys diff journeys/abandoned-cart.json\n")
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(file, views);
  if (loaded.definition === undefined) throw new Error(`The journey has problems.\n${textOf(loaded)}`);
  const { definition } = loaded;
  const segments = Object.fromEntries(
    [...loaded.segments.values()].map(({ name, select }) => [name, select]),
  );
  const journeys = await openJourneys(options);
  try {
    const [before] = await readPublished(journeys.warehouse, journeys.source, definition.name);
    const changes = before === undefined ? [] : differences(before, { definition, segments });
    const version = before?.version ?? null;
    if (options.json) print(JSON.stringify({ journey: definition.name, version, changes }, null, 2));
    else if (before === undefined) print(firstText(definition));
    else if (changes.length === 0)
      print(`${definition.name} is published as it stands, in version ${version}.`);
    else print(changes.map(differenceText).join("\n"));
    if (options.exitCode && (before === undefined || changes.length > 0)) process.exitCode = 1;
  } finally {
    await journeys.close();
  }
}
