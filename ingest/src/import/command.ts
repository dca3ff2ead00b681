import { Command, InvalidArgumentError, Option } from "commander";
import { print, say } from "../terminal/print.js";
import { createProgress, grouped } from "../terminal/progress.js";
import { type ImportJob, importFile, rehearseFile } from "./import-file.js";
import { IMPORT_EVENTS, type Mapping } from "./mapping.js";
import { summaryText } from "./summary.js";
import { type Condition, readCondition } from "./where.js";

interface ImportOptions extends Mapping {
  readonly delimiter: string;
  readonly host?: string;
  readonly writeKey?: string;
  readonly data?: string;
  readonly rejected?: string;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
}

/** How many events a dry run shows. */
const SHOWN = 3;

/** `safar import`: a shop's past orders, from a CSV file. */
export function importCommand(): Command {
  return new Command("import")
    .summary("import past orders from a CSV file")
    .description(
      "Sends each row of a CSV file, plain or gzip, as an event of an order. Repeat it as often as you like: the " +
        "same row is the same event, and nothing is counted twice. An import that was interrupted goes on where it " +
        "stopped when the same command is run again.\n\n" +
        "Without --host the events go to the collector of the data folder; when none is running on it, one is " +
        "started for the time of the import.",
    )
    .argument("<file>", "CSV file whose first line names the columns")
    .requiredOption("--order-id <column>", "column of the order's id")
    .requiredOption("--customer <column>", "column of the customer's id; empty for guests")
    .requiredOption("--time <column>", "column of the time of the order, or of what happened to it")
    .option("--value <column>", "column of the order's value, or of what was refunded")
    .option(
      "--time-zone <zone>",
      "zone that times without an offset are local to, such as Europe/London",
      "UTC",
    )
    .option("--currency <code>", "currency of every row, such as GBP (default: the source's)")
    .option("--currency-column <column>", "column of the currency's code")
    .addOption(
      new Option("--where <condition>", "take only rows such as kind=sale; = != > < >= <=, repeatable")
        .argParser(addCondition)
        .default([], "every row"),
    )
    .addOption(
      new Option(
        "--guests <how>",
        "rows without a customer: leave them out, or count each order as a customer",
      )
        .choices(["skip", "by-order"])
        .default("skip"),
    )
    .addOption(
      new Option("--event <name>", "what the rows tell of").choices(IMPORT_EVENTS).default("Order Completed"),
    )
    .option("--delimiter <text>", "what stands between two fields", ",")
    .option("-d, --data <folder>", "data folder of the collector (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--host <address>", "address of the collector, such as http://127.0.0.1:7070").env(
        "SAFAR_HOST",
      ),
    )
    .addOption(new Option("--write-key <key>", "write key for --host").env("SAFAR_WRITE_KEY"))
    .option(
      "--rejected <file>",
      "where rows that can't be imported are written (default: <file>.rejected.csv)",
    )
    .option("--dry-run", "send nothing: check every row and show the first events")
    .option("--restart", "start from the first row, whatever an interrupted import left")
    .addHelpText("after", HELP)
    .action(runCommand);
}

const HELP = `
Times are read as 2024-05-31 14:05:09, 2024-05-31T14:05 or 2024-05-31, in
--time-zone unless an offset or Z follows. Where clocks are set back, the first
of the two equal hours is meant; an hour that clocks skip is moved on by what
they skip.

Example:
  $ safar import orders.csv.gz --order-id invoice --customer customer_id \\
      --time ordered_at --time-zone Europe/London --value gross_value \\
      --currency GBP --where kind=sale
  $ safar report
`;

function addCondition(text: string, before: readonly Condition[]): readonly Condition[] {
  try {
    return [...before, readCondition(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function runCommand(
  path: string,
  { data, host, writeKey, delimiter, rejected, dryRun, restart, ...mapping }: ImportOptions,
) {
  const progress = createProgress(dryRun ? "Checking" : "Importing");
  const job: ImportJob = {
    path,
    delimiter: delimiter === "\\t" ? "\t" : delimiter,
    mapping,
    rejectedPath: rejected ?? `${path.replace(/(\.csv)?(\.gz)?$/, "")}.rejected.csv`,
    now: Date.now(),
    onRow: ({ fraction, counts }) =>
      progress.update({ fraction, events: counts.sent, detail: `row ${grouped(counts.rows)}` }),
  };
  if (dryRun) {
    const { counts, first } = await rehearseFile(job, SHOWN);
    progress.end();
    print(
      `The first events would be:\n${first.map((call) => JSON.stringify(call, undefined, 2)).join("\n")}`,
    );
    print(`\nNothing was sent.\n${summaryText(counts, job, "would be sent")}`);
    return;
  }
  const counts = await importFile(job, {
    wanted: { host, writeKey, data, first: { timeZone: mapping.timeZone, currency: mapping.currency } },
    restart: restart === true,
    onNotice: (notice) => say(notice),
  });
  progress.end();
  print(`Done: every event is stored.\n${summaryText(counts, job, "sent")}\n\nThe figures: npx safar report`);
}
