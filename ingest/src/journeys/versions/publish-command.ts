import type { JourneyDefinition } from "@safar/schemas";
import { Command } from "commander";
import { print, say } from "../../output/terminal/print.js";
import { askTerminal, canBeAsked } from "../../output/terminal/question.js";
import { readSchemaFiles, schemaFolder } from "../../store/migrate/schema-files.js";
import { textOf } from "../check-command.js";
import { type LoadedJourney, loadJourney } from "../definition/load-journey.js";
import { openSegment } from "../segments/ask-segment.js";
import { localText } from "../simulate/moments.js";
import { type Difference, differences, differenceText, firstText } from "./differences.js";
import { type Effect, effectsOf, effectText } from "./effect.js";
import { type OpenJourneys, openJourneys, type WhereOptions } from "./open-journeys.js";
import { withWhere } from "./options.js";
import { type PublishedJourney, readPublished } from "./published.js";

interface Options extends WhereOptions {
  readonly move?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

type Holding = Extract<LoadedJourney, { readonly definition: JourneyDefinition }>;

/** A journey's file, and what publishing it changes. */
interface Plan {
  readonly file: string;
  readonly definition: JourneyDefinition;
  readonly segments: Readonly<Record<string, string>>;
  readonly before: PublishedJourney | undefined;
  readonly changes: readonly Difference[];
  readonly effects: readonly Effect[];
}

/** `safar journeys publish`: lets a journey begin, or gives it a new version. */
export function publishCommand(): Command {
  return withWhere(new Command("publish"))
    .summary("publish journeys: from then on people come in by these versions")
    .description(
      "Checks the files, their templates and their segments, shows what changes and who waits where, and asks before it " +
        "publishes. People who wait continue in the version they entered; with --move they continue at the node of the " +
        "same name in the new one. A journey that is paused stays paused. Publishes all of the files or, where one does " +
        "not hold, none.",
    )
    .argument("<files...>", "journeys' files, .json or .yaml")
    .option("--move", "move those who wait to the node of the same name in the new version")
    .option("-y, --yes", "do not ask")
    .option("--json", "print one JSON line a journey")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys publish journeys/abandoned-cart.json\n  $ safar journeys publish journeys/*.json --yes --json\n" +
        "  $ SAFAR_CLICKHOUSE_PASSWORD=… safar journeys publish journeys/welcome.json --clickhouse https://clickhouse:8443 --user operator\n",
    )
    .action(run);
}

async function run(files: string[], options: Options): Promise<void> {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded: LoadedJourney[] = [];
  for (const file of files) loaded.push(await loadJourney(file, views));
  const holding = loaded.filter((journey) => journey.definition !== undefined);
  if (holding.length < loaded.length)
    throw new Error(`Nothing was published.\n${loaded.map(textOf).join("\n")}`);
  const journeys = await openJourneys(options);
  try {
    const plans: Plan[] = [];
    for (const each of holding) plans.push(await planOf(journeys, each, options.move ?? false));
    if (!options.json) for (const plan of plans) say(planText(plan));
    const news = plans.filter(({ changes, before }) => before === undefined || changes.length > 0);
    if (news.length > 0 && !(options.yes ?? false)) await confirm(news.length);
    for (const plan of plans) {
      const published = news.includes(plan) && (await publish(journeys, plan, options.move ?? false));
      print(options.json ? JSON.stringify(asJson(plan, published)) : doneText(plan, published));
    }
    if (!options.json)
      say(
        "`safar serve` runs journeys, by the channels in its settings: e-mail needs SAFAR_SMTP_URL, " +
          "SAFAR_EMAIL_FROM and SAFAR_PUBLIC_URL. CONFIGURATION.md lists the others.",
      );
  } finally {
    await journeys.close();
  }
}

/** @throws {Error} when a segment can't be asked */
async function planOf(
  { source, timeZone, warehouse }: OpenJourneys,
  { file, definition, segments: found }: Holding,
  moves: boolean,
): Promise<Plan> {
  // A SELECT may reckon from the time until which it is asked, so it is given one.
  const until = localText(Date.now(), timeZone);
  for (const segment of found.values()) await openSegment(warehouse, segment, { source, timeZone, until });
  const segments = Object.fromEntries([...found.values()].map(({ name, select }) => [name, select]));
  const [before] = await readPublished(warehouse, source, definition.name);
  const changes = before === undefined ? [] : differences(before, { definition, segments });
  const effects = effectsOf(before?.waiting ?? [], definition, moves);
  return { file, definition, segments, before, changes, effects };
}

function planText({ file, definition, before, changes, effects }: Plan): string {
  const { name } = definition;
  if (before === undefined) return `${file}: ${firstText(definition)}`;
  if (changes.length === 0)
    return `${file}: ${name} is published as it stands, in version ${before.version}.`;
  return [
    `${file}: ${name} was published in version ${before.version}. This changes:`,
    ...changes.map(differenceText),
    ...(effects.length === 0 ? ["Nobody waits in it."] : effects.map(effectText)),
  ].join("\n");
}

async function confirm(count: number): Promise<void> {
  if (!canBeAsked())
    throw new Error("Nothing was published: there is no terminal to ask. Use --yes to publish.");
  const typed = await askTerminal(`Publish ${count === 1 ? "it" : "them"}? [y/N] `);
  if (!/^y(es)?$/i.test(typed.trim())) throw new Error("Nothing was published.");
}

/** @throws {Error} when somebody else changed the journey since it was read */
async function publish(
  journeys: OpenJourneys,
  { definition, segments, before }: Plan,
  moves: boolean,
): Promise<true> {
  const result = await journeys.change({
    ...{ journey: definition.name, after: before?.change ?? 0, done: "published" },
    ...{ version: (before?.version ?? 0) + 1, definition, segments: { ...segments }, moves },
  });
  if (result.stands) return true;
  throw new Error(
    `${definition.name} was not published: somebody else changed it meanwhile${result.at && `, at ${result.at}`}. ` +
      "Look at what they changed with `safar journeys diff`, then publish again.",
  );
}

function asJson({ file, definition: { name }, before, changes, effects }: Plan, published: boolean): object {
  const version = (before?.version ?? 0) + (published ? 1 : 0);
  return { file, journey: name, version, published, isPaused: before?.isPaused ?? false, changes, effects };
}

function doneText({ definition: { name }, before }: Plan, published: boolean): string {
  if (!published) return `${name} stays in version ${before!.version}.`;
  const paused = before?.isPaused ? ` It is paused: \`safar journeys resume ${name}\` lets people in.` : "";
  return `Published ${name}, version ${(before?.version ?? 0) + 1}.${paused}`;
}
