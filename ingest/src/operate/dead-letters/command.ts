import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { validateEvent } from "@safar/schemas";
import { Command, InvalidArgumentError, Option } from "commander";
import { findClickHouse } from "../../client/find-clickhouse.js";
import { findCollector } from "../../client/find-collector.js";
import { print, printHint, say } from "../../output/terminal/print.js";
import { tableText } from "../../output/terminal/table.js";
import { oneLine } from "../../output/terminal/visible.js";
import { readConfig } from "../../settings/config.js";
import { requireSource } from "../../sources/require-source.js";
import { letterEvent } from "./letter-event.js";
import { countLetters, type DeadLetter, findLetters } from "./letters.js";
import { sendAgain } from "./send-again.js";

interface Options {
  source?: string;
  code?: string;
  limit: number;
  json?: boolean;
  data?: string;
  clickhouse?: string;
  user?: string;
  password?: string;
  from?: string;
  dryRun?: boolean;
  host?: string;
  writeKey?: string;
}

/** `safar dead-letters`: what became of events that were refused. */
export function deadLettersCommand(): Command {
  return new Command("dead-letters")
    .summary("look at refused events, and send them again")
    .description(
      "Every event that was refused is kept for 90 days with its reason and its text. `list` counts and shows them, " +
        "`show` prints one whole, `replay` sends them again through the collector, as they are or corrected.",
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand());
}

function listCommand(): Command {
  return reading(new Command("list").summary("count refused events by reason, and show the last ones"))
    .description(
      "Counts refused events by source and reason, and shows the last ones: when each came, and its message id. What each " +
        "reason means and what to do stands in WIRE.md.",
    )
    .option("--json", "print one JSON line a letter, with the event as `event`")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar dead-letters list\n  $ safar dead-letters list --code invalid_order_value --json\n",
    )
    .action(async (options: Options) => {
      await withLetters(options, [], async (letters, warehouse) => {
        if (options.json) {
          for (const letter of letters) print(JSON.stringify({ ...letter, event: eventOf(letter) }));
          return;
        }
        if (letters.length === 0) {
          print("There are no dead letters: no event was refused.");
          return;
        }
        const counts = (await countLetters(warehouse)).map(({ source, code, letters: n, last }) => [
          source,
          code,
          n,
          last,
        ]);
        print(tableText({ head: ["source", "reason", "letters", "last received"], rows: counts }));
        const rows = letters.map(({ id, receivedAt, source, code, messageId }) => [
          id.slice(0, 12),
          receivedAt,
          source,
          code,
          messageId.slice(0, 40),
        ]);
        print(tableText({ head: ["id", "received", "source", "reason", "message id"], rows }));
        printHint("One of them whole: safar dead-letters show ID");
      });
    });
}

function showCommand(): Command {
  return reading(
    new Command("show")
      .summary("print a refused event whole, with its reason")
      .description(
        "Prints why an event was refused, when it came, and its text, without what is never stored.",
      )
      .argument("<id...>", "ids, or their beginnings"),
  )
    .addHelpText("after", "\nExample:\n  $ safar dead-letters show 3f9a1c\n")
    .action(async (ids: string[], options: Options) => {
      await withLetters(options, ids, async (letters) => {
        if (letters.length === 0)
          throw new Error(
            `There is no dead letter ${ids.join(", ")}. \`safar dead-letters list\` shows their ids.`,
          );
        for (const { id, source, code, receivedAt, messageId, message, body } of letters) {
          print(
            `${id}\n  source      ${source}\n  reason      ${code}: ${oneLine(message)}\n  received    ${receivedAt} UTC\n` +
              `  message id  ${oneLine(messageId)}\n\n${body}\n`,
          );
        }
      });
    });
}

function replayCommand(): Command {
  return reading(
    new Command("replay")
      .summary("send refused events again")
      .description(
        "Sends refused events again through the collector, which validates them anew: useful after an upgrade that " +
          "takes what was refused, or with corrected events from a file. An event that was stored meanwhile is not " +
          "counted twice. Letters stay for their 90 days.",
      )
      .argument("[id...]", "ids, or their beginnings (default: all of --source and --code)"),
  )
    .option("--from <file>", "send these events instead, one JSON object a line; - reads standard input")
    .option("--dry-run", "send nothing: print the events")
    .addOption(
      new Option("--host <address>", "address of the collector (default: that of the data folder)").env(
        "SAFAR_HOST",
      ),
    )
    .addOption(new Option("--write-key <key>", "write key of the source, for --host").env("SAFAR_WRITE_KEY"))
    .addHelpText(
      "after",
      "\nExample: correct a field and send again\n" +
        "  $ safar dead-letters list --code invalid_order_value --json | jq -c '.event | .properties.revenue |= tonumber' \\\n" +
        "      | safar dead-letters replay --from -\n",
    )
    .action(replay);
}

async function replay(ids: string[], options: Options): Promise<void> {
  if (options.from !== undefined) return await send(await eventsOfFile(options.from), options);
  let events: unknown[] = [];
  await withLetters(options, ids, async (letters) => {
    const sources = [...new Set(letters.map(({ source }) => source))];
    if (sources.length > 1)
      throw new Error(
        `The letters are of several sources (${sources.join(", ")}). Choose one with --source: a write key writes to one.`,
      );
    events = letters.flatMap((letter) => {
      const found = letterEvent(letter);
      // Judged here first: one that is refused again would only make another letter.
      const problem = "event" in found ? validateEvent(found.event) : undefined;
      if ("event" in found && !problem) return [found.event];
      const reason = "event" in found ? `${problem?.code}: ${problem?.message}` : found.reason;
      say(`${letter.id.slice(0, 12)} can't be sent again as it is: ${oneLine(reason ?? "")}`);
      process.exitCode = 1;
      return [];
    });
  });
  await send(events, options);
}

async function send(events: readonly unknown[], options: Options): Promise<void> {
  if (options.dryRun) {
    for (const event of events) print(JSON.stringify(event));
    return;
  }
  if (events.length === 0) {
    print("There is nothing to send again.");
    process.exitCode = 1;
    return;
  }
  const config = readConfig({ flags: { SAFAR_DATA: options.data } });
  const collector = await findCollector({
    host: options.host,
    writeKey: options.writeKey,
    data: options.data,
    first: { timeZone: config.SAFAR_TIME_ZONE, currency: config.SAFAR_CURRENCY },
  });
  try {
    const { accepted, refused } = await sendAgain(events, collector);
    print(`${accepted} of ${events.length} events were accepted.`);
    for (const { index, code, message } of refused)
      print(`  refused again: ${code}: ${message} ${JSON.stringify(events[index]).slice(0, 100)}`);
    if (refused.length > 0) process.exitCode = 1;
  } finally {
    await collector.close();
  }
}

function reading(command: Command): Command {
  return command
    .option("--source <id>", "only of this source")
    .option("--code <reason>", "only of this reason, such as invalid_timestamp")
    .option("--limit <n>", "at most so many, the last received first", wholeNumber, 50)
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)");
}

type Warehouse = Awaited<ReturnType<typeof findClickHouse>>["warehouse"];

async function withLetters(
  { clickhouse, user, password, data, source, code, limit }: Options,
  ids: readonly string[],
  task: (letters: DeadLetter[], warehouse: Warehouse) => Promise<void>,
): Promise<void> {
  const found = await findClickHouse({ url: clickhouse, username: user, password, data });
  try {
    const letters = await findLetters(found.warehouse, { ids, source, code, limit });
    if (letters.length === 0 && source !== undefined) await requireSource(found.warehouse, source);
    await task(letters, found.warehouse);
  } finally {
    await found.close();
  }
}

function eventOf(letter: DeadLetter): unknown {
  const found = letterEvent(letter);
  return "event" in found ? found.event : null;
}

async function eventsOfFile(path: string): Promise<unknown[]> {
  const content = path === "-" ? await text(process.stdin) : await readFile(path, "utf8");
  return content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line, index) => {
      try {
        return JSON.parse(line) as unknown;
      } catch {
        throw new Error(`Line ${index + 1} of ${path} is no JSON.`);
      }
    });
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(value);
}
