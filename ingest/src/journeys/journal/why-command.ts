import type { JourneyDefinition } from "@safar/schemas";
import { Command } from "commander";
import { jsonLine, print, printHint, say } from "../../output/terminal/print.js";
import { asOption } from "../../people/find-options.js";
import { linkText } from "../../people/follow-links.js";
import { type FindOptions, findPerson } from "../../people/person.js";
import { DATABASE } from "../../store/warehouse/statements.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { openJourneys, type WhereOptions } from "../versions/open-journeys.js";
import { withWhere } from "../versions/options.js";
import { type PublishedJourney, readPublished } from "../versions/published.js";
import { isoText, messageJson } from "./message-text.js";
import { readMessages } from "./read-messages.js";
import { type JournalRun, readRuns } from "./read-runs.js";
import { type WhyContext, whyText } from "./why-text.js";

interface Options extends WhereOptions, Pick<FindOptions, "as"> {
  readonly journey?: string;
  readonly json?: boolean;
}

/** The most messages of one person that are read, the last ones. */
const MOST_MESSAGES = 10_000;

/** `safar journeys why`: where a person stands, and how they came there. */
export function whyCommand(): Command {
  return withWhere(new Command("why"))
    .summary("say where a person stands in journeys, why, and what they wait for")
    .description(
      "Shows each run of a person: where it stands and what it waits for, every decision on the way, and every message, " +
        "also the ones that were not sent, with the reason. All ids of the same person are included.",
    )
    .argument("<person>", "user id or anonymous id")
    .option("--journey <name>", "only of this journey")
    .addOption(asOption())
    .option("--json", "print one JSON line a run, with its decisions and messages")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys why user-17\n  $ safar journeys why user-17 --journey welcome --json\n",
    )
    .action(why);
}

async function why(id: string, options: Options): Promise<void> {
  const { journey, as, json } = options;
  const { warehouse, source, timeZone, close } = await openJourneys(options);
  try {
    const [person] = await findPerson(warehouse, id, [source], { as });
    const { labels, links } = person!;
    const runs = await readRuns(warehouse, source, labels, journey);
    const published = await readPublished(warehouse, source, journey);
    if (journey !== undefined && runs.length === 0 && published.length === 0)
      throw new Error(`No journey "${journey}" was published. \`safar journeys list\` shows which were.`);
    const messages = await readMessages(warehouse, source, { journey, labels, limit: MOST_MESSAGES });
    const waited = await definitionsOf(warehouse, source, runs);
    for (const link of links) say(linkText(link));
    for (const run of runs) {
      const context: WhyContext = {
        ...{ timeZone, now: Date.now(), messages: messages.filter((message) => message.run === run.id) },
        isPaused: published.find(({ name }) => name === run.journey)?.isPaused ?? false,
        waitsFor: waitedFor(run, waited(run)),
      };
      print(json ? jsonLine(runJson(run, context)) : `${whyText(run, context)}\n`);
    }
    if (json) return;
    printHint(runs.length === 0 ? noneText(id, source, published) : `Times are of ${timeZone}.`);
  } finally {
    await close();
  }
}

function noneText(id: string, source: string, published: readonly PublishedJourney[]): string {
  if (published.length === 0)
    return `No journey was published in source "${source}". Begin with \`safar journeys new\`.`;
  return (
    `${id} is in no journey, and never was. A person enters by doing what an entry asks, unless it becomes known later than the ` +
    "entry allows (`within`)."
  );
}

/** The event that a run waits for at its node. */
function waitedFor({ status, node: name }: JournalRun, definition: JourneyDefinition | undefined) {
  const node = definition?.nodes[name];
  return status === "waiting" && node?.type === "wait" ? node.event : undefined;
}

/** The definitions of the versions in which runs are. */
async function definitionsOf(
  warehouse: Pick<Warehouse, "query">,
  source: string,
  runs: readonly JournalRun[],
): Promise<(run: JournalRun) => JourneyDefinition | undefined> {
  const rows = await warehouse.query<{ journey: string; version: number; definition: string }>(
    `SELECT journey_id AS journey, journey_version AS version, definition
     FROM ${DATABASE}.journey_versions FINAL
     WHERE source_id = {source:String} AND done = 'published' AND journey_id IN {journeys:Array(String)}`,
    { source, journeys: [...new Set(runs.map((run) => run.journey))] },
  );
  return ({ journey, version }) => {
    const row = rows.find((each) => each.journey === journey && each.version === version);
    return row && (JSON.parse(row.definition) as JourneyDefinition);
  };
}

function runJson(run: JournalRun, { isPaused, waitsFor, messages }: WhyContext): object {
  const { enteredAt, statusAt, dueAt, goalAt, entry, decisions, ...rest } = run;
  return {
    ...{ ...rest, isPaused, waitsFor: waitsFor ?? null, entry: entry ?? null },
    ...{ enteredAt: isoText(enteredAt), statusAt: isoText(statusAt) },
    ...{ dueAt: isoText(dueAt), goalAt: isoText(goalAt) },
    decisions: decisions?.map((decision) => ({ ...decision, at: isoText(decision.at) })) ?? null,
    messages: messages.map(messageJson),
  };
}
