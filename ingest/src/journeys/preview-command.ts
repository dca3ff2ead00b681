import type { JourneyDefinition } from "@safar/schemas";
import { Command } from "commander";
import { print } from "../output/terminal/print.js";
import { readSchemaFiles, schemaFolder } from "../store/migrate/schema-files.js";
import { textOf } from "./check-command.js";
import { loadJourney } from "./definition/load-journey.js";
import { DATA_FILE_HELP, readData } from "./templates/data-file.js";
import { EXAMPLE } from "./templates/example.js";
import { type FilledIn, fillIn, type MessageData } from "./templates/fill-in.js";

interface Options {
  readonly example?: boolean;
  readonly with?: string;
  readonly language?: string;
  readonly json?: boolean;
}

/** One message as a person would get it. */
interface Preview {
  readonly node: string;
  readonly language: string;
  readonly channels: readonly string[];
  readonly filled: FilledIn;
}

/** `safar journeys preview`: a journey's messages, filled in. */
export function previewCommand(): Command {
  return new Command("preview")
    .summary("show a journey's messages, filled in; nothing is sent")
    .description(
      "Without --example and --with the messages are those for a person of whom nothing is known: each value needs a " +
        "default then, or the message would not be sent. Ends with exit code 1 if a message is stopped.",
    )
    .argument("<file>", "the journey's file, .json or .yaml")
    .option("--example", "for an example person, with a name, a cart and recommended products")
    .option("--with <file>", DATA_FILE_HELP)
    .option("--language <code>", "one language alone, such as fa")
    .option("--json", "print one JSON line a message")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys preview journeys/abandoned-cart.json --example\n" +
        "  $ safar journeys preview journeys/abandoned-cart.json --language fa --with sara.json\n",
    )
    .action(run);
}

async function run(file: string, { example, with: dataFile, language, json }: Options): Promise<void> {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(file, views);
  if (loaded.definition === undefined) throw new Error(`The journey has problems.\n${textOf(loaded)}`);
  const data = await readData(dataFile, example ? EXAMPLE : undefined);
  const previews = previewsOf(loaded.definition, data).filter(
    (each) => language === undefined || each.language === language,
  );
  if (previews.length === 0)
    throw new Error(
      language === undefined
        ? `${loaded.definition.name} sends no message.`
        : `${loaded.definition.name} has no message in "${language}".`,
    );
  for (const preview of previews) print(json ? JSON.stringify(preview) : previewText(preview));
  if (previews.some(({ filled }) => filled.stopped)) process.exitCode = 1;
}

/** All messages of a journey, in the order of its nodes. */
export function previewsOf({ nodes }: JourneyDefinition, data: MessageData): Preview[] {
  return Object.entries(nodes).flatMap(([node, send]) =>
    send.type !== "send"
      ? []
      : Object.entries(send.message).map(([language, message]) => ({
          ...{ node, language, channels: send.channels },
          filled: fillIn(message, language, data),
        })),
  );
}

function previewText({ node, language, channels, filled }: Preview): string {
  const head = `── ${node} · ${language} · ${channels.join(", ")}`;
  if (filled.stopped) {
    const { field, why, reason } = filled.stopped;
    const told = why === "missing" ? "would not be sent, a value is missing" : "can't be filled in";
    return `${head}\n${told}: ${field}: ${reason}\n`;
  }
  const { subject, text, short, link, icon, image } = filled.message;
  const more = Object.entries({ short, link, icon, image }).flatMap(([name, value]) =>
    value ? [`${name}: ${value}`] : [],
  );
  return [head, ...(subject ? [subject, ""] : []), text, ...(more.length > 0 ? ["", ...more] : []), ""].join(
    "\n",
  );
}
