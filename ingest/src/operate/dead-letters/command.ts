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

/** `safar dead-letters`: shows rejected events and replays them. */
export function deadLettersCommand(): Command {
  return new Command("dead-letters")
    .summary("show rejected events, and replay them")
    .description(
      "Every rejected event is kept for 90 days with its reason and its text. `list` counts and lists them, `show` " +
        "prints one in full, `replay` sends them through the collector again, unchanged or corrected.",
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(replayCommand());
}

function listCommand(): Command {
  return reading(new Command("list").summary("count rejected events by reason, and list the latest"))
    .description(
      "Counts rejected events by source and reason, and lists the latest with the time of receipt and the message id. " +
        "WIRE.md explains each reason and what to do.",
    )
    .option("--json", "print one JSON line per dead letter, with the event as `event`")
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
          print("There are no dead letters: no event was rejected.");
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
        printHint("To print one in full: safar dead-letters show ID");
      });
    });
}

function showCommand(): Command {
  return reading(
    new Command("show")
      .summary("print a rejected event in full, with its reason")
      .description(
        "Prints why an event was rejected, when it was received, and its text without fields that are never stored.",
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
      .summary("send rejected events again")
      .description(
        "Sends rejected events through the collector again, which validates them again. Use it after an upgrade that " +
          "accepts them, or with corrected events from a file. An event that was stored in the meantime is not " +
          "counted twice. Dead letters are still kept for 90 days.",
      )
      .argument("[id...]", "ids, or their beginnings (default: all of --source and --code)"),
  )
    .option("--from <file>", "send these events instead, one JSON object per line; - reads standard input")
    .option("--dry-run", "send nothing: print the events")
    .addOption(
      new Option("--host <address>", "address of the collector (default: the data folder's)").env(
        "SAFAR_HOST",
      ),
    )
    .addOption(new Option("--write-key <key>", "write key of the source, for --host").env("SAFAR_WRITE_KEY"))
    .addHelpText(
      "after",
      "\nExample: correct a field and replay\n" +
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
        `The dead letters are from several sources (${sources.join(", ")}). Choose one with --source: a write key sends to one source.`,
      );
    events = letters.flatMap((letter) => {
      const found = letterEvent(letter);
      // Validate first: an event that is rejected again would only create another dead letter.
      const problem = "event" in found ? validateEvent(found.event) : undefined;
      if ("event" in found && !problem) return [found.event];
      const reason = "event" in found ? `${problem?.code}: ${problem?.message}` : found.reason;
      say(`${letter.id.slice(0, 12)} can't be replayed unchanged: ${oneLine(reason ?? "")}`);
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
    print("There are no events to replay.");
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
      print(`  rejected again: ${code}: ${message} ${JSON.stringify(events[index]).slice(0, 100)}`);
    if (refused.length > 0) process.exitCode = 1;
  } finally {
    await collector.close();
  }
}

function reading(command: Command): Command {
  return command
    .option("--source <id>", "only this source")
    .option("--code <reason>", "only this reason, such as invalid_timestamp")
    .option("--limit <n>", "maximum number, the latest first", wholeNumber, 50)
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
        throw new Error(`Line ${index + 1} of ${path} is not valid JSON.`);
      }
    });
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(value);
}
