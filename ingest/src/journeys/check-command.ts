import { Command } from "commander";
import { print } from "../output/terminal/print.js";
import { readSchemaFiles, schemaFolder } from "../store/migrate/schema-files.js";
import { type LoadedJourney, loadJourney } from "./definition/load-journey.js";
import { placeOf } from "./definition/problem.js";

/** `safar journeys check`: whether definitions hold. */
export function checkCommand(): Command {
  return new Command("check")
    .summary("check journey files, and say what to fix and where")
    .description(
      "Reads the files, their ways and the segments they name, and asks no server. Ends with exit code 1 if any of them " +
        "does not hold.",
    )
    .argument("<files...>", "journeys' files, .json or .yaml")
    .option("--json", "print one JSON line a file")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys check journeys/*.json\n  $ safar journeys check journeys/abandoned-cart.yaml --json\n",
    )
    .action(async (files: string[], { json }: { json?: boolean }) => {
      const { views } = await readSchemaFiles(schemaFolder());
      const loaded: LoadedJourney[] = [];
      for (const file of files) loaded.push(await loadJourney(file, views));
      for (const journey of loaded) print(json ? JSON.stringify(asJson(journey)) : textOf(journey));
      if (loaded.some(({ problems }) => problems.length > 0)) process.exitCode = 1;
    });
}

function asJson({ file, definition, problems }: LoadedJourney): object {
  return {
    file,
    holds: definition !== undefined,
    problems: problems.map((problem) => ({ ...problem, path: placeOf(problem.path) })),
  };
}

/** One journey, or its problems, each as `file:line place: what to do (code)`. */
export function textOf({ file, definition, problems }: LoadedJourney): string {
  if (definition !== undefined) {
    const count = Object.keys(definition.nodes).length;
    return `${file}: ${definition.name} is valid, ${count} node${count === 1 ? "" : "s"}.`;
  }
  return problems
    .map(
      ({ line, path, message, code }) => `${file}:${line} ${placeOf(path) || "file"}: ${message} (${code})`,
    )
    .join("\n");
}
