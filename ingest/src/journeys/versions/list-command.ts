import { Command } from "commander";
import { print, printHint } from "../../output/terminal/print.js";
import { tableText } from "../../output/terminal/table.js";
import { openJourneys, type WhereOptions } from "./open-journeys.js";
import { withWhere } from "./options.js";
import { stateOf } from "./pause-command.js";
import { type PublishedJourney, readPublished } from "./published.js";

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `safar journeys list`: what is published. */
export function listCommand(): Command {
  return withWhere(new Command("list"))
    .summary("list what is published: version, who came in, who waits, what was sent")
    .description(
      "Lists the journeys of a source that were published: which version people come in by, whether it runs or is paused, " +
        "how many came in, how many wait at a node now, and how many messages were sent in all versions.",
    )
    .option("--json", "print JSON, with the definitions and who waits at which node")
    .addHelpText("after", "\nExamples:\n  $ safar journeys list\n  $ safar journeys list --json\n")
    .action(run);
}

async function run(options: Options): Promise<void> {
  const journeys = await openJourneys(options);
  try {
    const published = await readPublished(journeys.warehouse, journeys.source);
    if (options.json) print(JSON.stringify(published.map(asJson), null, 2));
    else if (published.length === 0)
      printHint(
        `No journey was published in source "${journeys.source}". Begin with \`safar journeys new\`.`,
      );
    else print(listText(published));
  } finally {
    await journeys.close();
  }
}

function asJson({ isPaused, ...journey }: PublishedJourney): object {
  return { ...journey, state: stateOf({ isPaused }) };
}

function listText(published: readonly PublishedJourney[]): string {
  return tableText({
    head: ["journey", "state", "version", "published", "entered", "waiting", "sent"],
    rows: published.map((journey) => [
      ...[journey.name, stateOf(journey), String(journey.version), journey.publishedAt.slice(0, 10)],
      ...[journey.entered, journey.waiting.reduce((sum, { runs }) => sum + runs, 0), journey.sent],
    ]),
  });
}
