import { Command, InvalidArgumentError, Option } from "commander";
import { jsonLine, print, printHint } from "../../output/terminal/print.js";
import { tableText } from "../../output/terminal/table.js";
import { MESSAGE_STATUSES, type MessageStatus } from "../engine/row.js";
import { type OpenJourneys, openJourneys, type WhereOptions } from "../versions/open-journeys.js";
import { withWhere } from "../versions/options.js";
import { whereWords } from "../versions/where-words.js";
import { localMinuteText } from "./local-minute-text.js";
import { messageJson, messageText } from "./message-text.js";
import { messageReason } from "./message-words.js";
import { ANSWER_MS, type JournalMessage, type MessageFilter, readMessages } from "./read-messages.js";

interface Options extends WhereOptions {
  readonly journey?: string;
  readonly status?: MessageStatus;
  readonly limit: number;
  readonly json?: boolean;
}

/** How many characters of an id a table shows: `show` takes the beginning of one. */
const SHOWN_OF_ID = 12;
/** `show` takes ids: where a beginning fits more messages than these, it is too short. */
const MOST_SHOWN = 50;

/** `safar messages`: what journeys sent, and what they did not send. */
export function messagesCommand(): Command {
  return new Command("messages")
    .summary("look at the messages of journeys: sent, not sent and why, in doubt")
    .description(
      "`list` shows the last messages, `show` one of them whole, and `in-doubt` those of which nobody knows whether the " +
        "provider took them.",
    )
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(inDoubtCommand());
}

function listCommand(): Command {
  return reading(new Command("list").summary("list messages, the last changed first"))
    .description(
      "Lists what journeys sent and what they did not send, with the reason. --status in-doubt takes only messages of which " +
        "nobody knows whether they arrived.",
    )
    .addOption(new Option("--status <status>", "only of this status").choices(MESSAGE_STATUSES))
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar messages list\n  $ safar messages list --journey welcome --status not-sent --json\n",
    )
    .action(async (options: Options) => {
      const { journey, status, limit } = options;
      await withMessages(options, { journey, statuses: status && [status], limit }, (messages, journeys) => {
        if (options.json) printJson(messages);
        else if (messages.length === 0) print(noneText(options, journeys.source));
        else {
          print(tableOf(messages, journeys.timeZone));
          printHint(`One of them whole: safar messages show ID${whereWords(options)}`);
        }
      });
    });
}

function inDoubtCommand(): Command {
  return reading(
    new Command("in-doubt")
      .summary("list messages that the provider may or may not have accepted")
      .description(
        "A connection broke, or a process ended, between handing a message over and the answer. A marketing message is " +
          "not sent again by itself: it could arrive twice. Ask the provider by the message's id, which `show` prints. " +
          `Messages without an answer for ${ANSWER_MS / 60_000} minutes are listed too.`,
      ),
  )
    .addHelpText("after", "\nExamples:\n  $ safar messages in-doubt\n  $ safar messages in-doubt --json\n")
    .action(async (options: Options) => {
      const { journey, limit } = options;
      await withMessages(options, { journey, inDoubtAt: Date.now(), limit }, (messages, journeys) => {
        if (options.json) printJson(messages);
        else if (messages.length === 0) print("No message is in doubt.");
        else {
          print(tableOf(messages, journeys.timeZone));
          printHint(`One with its address: safar messages show ID${whereWords(options)}`);
        }
      });
    });
}

function showCommand(): Command {
  return withWhere(new Command("show"))
    .summary("print messages whole: address, attempts, what the provider said")
    .description(
      "Prints all that is kept of messages: whom each went to, by which journey, node and channel, each attempt, and what " +
        "the provider answered.",
    )
    .argument("<id...>", "ids of messages, or their beginnings")
    .option("--json", "print one JSON line a message")
    .addHelpText("after", "\nExamples:\n  $ safar messages show 3f9a1c\n")
    .action(async (ids: string[], options: Omit<Options, "limit">) => {
      await withMessages(options, { ids, limit: MOST_SHOWN }, (messages, journeys) => {
        const missing = ids.filter((id) => !messages.some((message) => message.id.startsWith(id)));
        if (missing.length > 0)
          throw new Error(
            `There is no message ${missing.join(", ")} in source "${journeys.source}". \`safar messages list\` shows their ids.`,
          );
        if (options.json) printJson(messages);
        else for (const message of messages) print(messageText(message, journeys.timeZone));
      });
    });
}

function reading(command: Command): Command {
  return withWhere(command)
    .option("--journey <name>", "only of this journey")
    .option("--limit <n>", "at most so many", wholeNumber, 50)
    .option("--json", "print one JSON line a message");
}

async function withMessages(
  options: WhereOptions,
  filter: MessageFilter,
  task: (messages: readonly JournalMessage[], journeys: OpenJourneys) => void,
): Promise<void> {
  const journeys = await openJourneys(options);
  try {
    task(await readMessages(journeys.warehouse, journeys.source, filter), journeys);
  } finally {
    await journeys.close();
  }
}

function printJson(messages: readonly JournalMessage[]): void {
  for (const message of messages) print(jsonLine(messageJson(message)));
}

function noneText({ journey, status }: Options, source: string): string {
  const which = status === undefined ? "" : ` that is ${status}`;
  const whose = journey === undefined ? "" : ` of the journey "${journey}"`;
  return `There is no message${whose}${which} in source "${source}".`;
}

function tableOf(messages: readonly JournalMessage[], timeZone: string): string {
  return tableText({
    head: ["id", timeZone, "journey", "node", "channel", "customer", "status", "why"],
    rows: messages.map((message) => [
      ...[message.id.slice(0, SHOWN_OF_ID), localMinuteText(message.statusAt, timeZone)],
      ...[message.journey, message.node, message.channel, message.customer, message.status],
      message.status === "sent" ? "" : messageReason(message),
    ]),
  });
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("It must be a whole number from 1 to 999999.");
}
