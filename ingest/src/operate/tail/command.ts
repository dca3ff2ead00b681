import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Command, InvalidArgumentError } from "commander";
import { findOperator } from "../../operator/find-operator.js";
import { print, say } from "../../output/terminal/print.js";
import { lineText } from "./line-text.js";
import type { TailFilter, TailLine } from "./live.js";

interface Options extends TailFilter {
  data?: string;
  ops?: string;
  json?: boolean;
  count?: number;
}

/** `safar tail`: shows events as they arrive, accepted and rejected. */
export function tailCommand(): Command {
  return new Command("tail")
    .summary("show accepted and rejected events as they arrive, while you integrate")
    .description(
      "Follows a running collector: prints a line for each accepted event, and for each rejected event with the reason " +
        "and the text. Events are shown as stored, without fields that are never stored. Ctrl-C ends it.",
    )
    .option("--source <id>", "only this source")
    .option(
      "--event <name>",
      "only events of this name, such as 'Order Completed', or calls of this type, such as identify",
    )
    .option("--user <id>", "only this user id or anonymous id")
    .option("--refused", "only rejected events")
    .option("--json", "print one JSON line per event, with the whole event")
    .option("-n, --count <n>", "end after this many lines", wholeNumber)
    .option("-d, --data <folder>", "data folder of the collector (SAFAR_DATA, default safar-data)")
    .option("--ops <address>", "operations port of a collector, such as http://10.0.0.7:9464")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar tail --refused\n  $ safar tail --event 'Order Completed' --json | jq .event.properties\n" +
        "  $ SAFAR_OPERATOR_SECRET=… safar tail --ops http://10.0.0.7:9464\n",
    )
    .action(tail);
}

async function tail({
  data,
  ops,
  json,
  count = Number.POSITIVE_INFINITY,
  ...filter
}: Options): Promise<void> {
  const operator = await findOperator({ ops, data, start: false });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filter)) query.set(name, String(value));
  const answer = await operator.ask(`/tail?${query}`);
  if (answer.status === 404) throw new Error(((await answer.json()) as { message: string }).message);
  if (!answer.ok || !answer.body)
    throw new Error(`The collector answered ${answer.status}: ${await answer.text()}`);
  if (!json) say("Following the collector. Ctrl-C ends it.");
  const input = Readable.fromWeb(answer.body as never);
  const lines = createInterface({ input });
  let shown = 0;
  try {
    for await (const text of lines) {
      if (text === "") continue;
      print(json ? text : lineText(JSON.parse(text) as TailLine));
      shown += 1;
      if (shown >= count) return;
    }
  } catch {
    // reported below: the collector stopped, so the connection closed
  } finally {
    // An open connection would keep this process from ending.
    input.destroy();
  }
  throw new Error("The collector stopped, or the connection to it was lost. Start `safar tail` again.");
}

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(value);
}
