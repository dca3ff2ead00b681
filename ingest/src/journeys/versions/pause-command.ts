import { Command } from "commander";
import { print } from "../../output/terminal/print.js";
import { openJourneys, type WhereOptions } from "./open-journeys.js";
import { withWhere } from "./options.js";
import { type PublishedJourney, readPublished } from "./published.js";

interface Options extends WhereOptions {
  readonly json?: boolean;
}

/** `safar journeys pause`: nobody comes in, and nobody goes on. */
export function pauseCommand(): Command {
  return withWhere(new Command("pause"))
    .summary("pause a journey: nobody comes in, and nothing is sent")
    .description(
      "People in the journey stay where they are until it is resumed. Events that come meanwhile start no run then if " +
        "they are older than the entry allows.",
    )
    .argument("<names...>", "journeys' names, as `safar journeys list` shows them")
    .option("--json", "print one JSON line a journey")
    .addHelpText("after", "\nExamples:\n  $ safar journeys pause abandoned-cart\n")
    .action((names: string[], options: Options) => change(names, "paused", options));
}

/** `safar journeys resume`: a paused journey goes on. */
export function resumeCommand(): Command {
  return withWhere(new Command("resume"))
    .summary("let a paused journey go on")
    .description("People who wait continue: steps that became due meanwhile are due now.")
    .argument("<names...>", "journeys' names, as `safar journeys list` shows them")
    .option("--json", "print one JSON line a journey")
    .addHelpText("after", "\nExamples:\n  $ safar journeys resume abandoned-cart\n")
    .action((names: string[], options: Options) => change(names, "resumed", options));
}

async function change(names: string[], done: "paused" | "resumed", options: Options): Promise<void> {
  const journeys = await openJourneys(options);
  try {
    const published = await readPublished(journeys.warehouse, journeys.source);
    const wanted = names.map((name) => find(published, name));
    for (const journey of wanted) {
      const isDone = journey.isPaused === (done === "paused");
      if (!isDone) await write(journey, done, journeys);
      const { name, version } = journey;
      if (options.json) print(JSON.stringify({ journey: name, version, isPaused: done === "paused" }));
      else print(isDone ? `${name} is not changed: it is ${stateOf(journey)}.` : `${name} is ${done}.`);
    }
  } finally {
    await journeys.close();
  }
}

/** @throws {Error} when somebody else changed the journey since it was read */
async function write(
  { name, change: after, version }: PublishedJourney,
  done: "paused" | "resumed",
  journeys: Awaited<ReturnType<typeof openJourneys>>,
): Promise<void> {
  const result = await journeys.change({
    ...{ journey: name, after, done, version, definition: null, segments: {}, moves: false },
  });
  if (!result.stands)
    throw new Error(
      `${name} was not ${done}: somebody else changed it meanwhile. See \`safar journeys list\`.`,
    );
}

function find(published: readonly PublishedJourney[], name: string): PublishedJourney {
  const journey = published.find((each) => each.name === name);
  if (journey !== undefined) return journey;
  const names = published.map((each) => each.name).join(", ");
  throw new Error(`No journey "${name}" was published. There are: ${names || "none yet"}.`);
}

/** What a journey does now, in a word. */
export function stateOf({ isPaused }: Pick<PublishedJourney, "isPaused">): "paused" | "running" {
  return isPaused ? "paused" : "running";
}
