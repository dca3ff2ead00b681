import { Command, InvalidArgumentError, Option } from "commander";
import { print, printHint, say } from "../output/terminal/print.js";
import { createProgress, grouped } from "../output/terminal/progress.js";
import { DECIMAL_SIGNS, type DecimalSign } from "./amount.js";
import { ELSEWHERE, type SourceSays, sourceSays } from "./asked-source.js";
import { eventsSent } from "./checkpoint.js";
import { type ImportJob, importFile, openJob, rehearseFile } from "./import-file.js";
import { IMPORT_EVENTS, type ImportEvent, type Mapping } from "./mapping.js";
import { PRESETS, type PresetName } from "./presets/presets.js";
import { ROLES, type Role } from "./roles.js";
import { doneText, rejectedText, summaryText, unmatchedText } from "./summary.js";
import { ENCODINGS, type TextEncoding } from "./text-encoding.js";
import { understoodText } from "./understood-text.js";
import { type Condition, readCondition } from "./where.js";

interface ImportOptions extends Partial<Record<Exclude<Role, "currency">, string>> {
  readonly from?: PresetName;
  readonly event: ImportEvent;
  readonly rows?: "order" | "line";
  readonly timeZone?: string;
  readonly dateFormat?: string;
  readonly decimal?: DecimalSign;
  /** The source's own, which no option names. */
  readonly usualDecimal?: DecimalSign | undefined;
  readonly currency?: string;
  readonly currencyColumn?: string;
  readonly where: readonly Condition[];
  readonly guests: "skip" | "by-order";
  readonly delimiter?: string;
  readonly encoding?: TextEncoding;
  readonly source?: string;
  readonly host?: string;
  readonly writeKey?: string;
  readonly data?: string;
  readonly rejected?: string;
  readonly dryRun?: boolean;
  readonly restart?: boolean;
}

/** How many events a dry run shows. */
const SHOWN = 10;

/** Exit code when everything went well but for rows that were rejected. */
const SOME_REJECTED = 3;

/** `safar import`: a shop's past orders, from a file. */
export function importCommand(): Command {
  return new Command("import")
    .summary("import past orders from a file")
    .description(
      "Sends each order of a file as an event. The file is CSV in any encoding, plain or gzip, an Excel workbook " +
        "(.xlsx) or Parquet; delimiter, encoding, decimal comma and the order of day and month are found out, and " +
        "told. Repeat it as often as you like: the same row is the same event, and nothing is counted twice; a " +
        "corrected file corrects what is stored. An import that was interrupted goes on where it stopped when the " +
        "same command is run again.\n\n" +
        "Without --host the events go to the collector of the data folder; when none is running on it, one is " +
        "started for the time of the import.",
    )
    .argument("<file>", "file whose first row names the columns")
    .addOption(
      new Option("--from <platform>", "the file is this platform's export of orders").choices(
        Object.keys(PRESETS),
      ),
    )
    .option("--order-id <column>", "column of the order's id")
    .option("--customer <column>", "column of the customer's id; empty for guests")
    .option("--email <column>", "column of the customer's e-mail address; it names guests")
    .option("--phone <column>", "column of the customer's phone number; it names guests without an address")
    .option("--name <column>", "column of the customer's name")
    .option("--time <column>", "column of the time of the order, or of what happened to it")
    .option("--value <column>", "column of the order's value, or of what was refunded")
    .addOption(
      new Option("--rows <kind>", "one row an order, or one row a line of an order").choices([
        "order",
        "line",
      ]),
    )
    .option("--line-value <column>", "column of what a line is worth; the lines of an order are added up")
    .option("--product-id <column>", "column of a line's product")
    .option("--product-name <column>", "column of its name")
    .option("--category <column>", "column of its category")
    .option("--price <column>", "column of the price of one piece")
    .option("--quantity <column>", "column of the number of pieces")
    .option("--refund-id <column>", "column of a refund's own id: the same id is the same refund")
    .option("--refund-of <column>", "column of the order that a refund or credit note gives back")
    .option(
      "--time-zone <zone>",
      "zone that times without an offset are local to, such as Europe/London (default: the source's; UTC with --host)",
    )
    .option("--date-format <format>", "how times are written, such as DD/MM/YYYY HH:mm")
    .addOption(
      new Option(
        "--decimal <sign>",
        "what divides whole from parts (default: as the file shows, else as the source has it)",
      ).choices(DECIMAL_SIGNS),
    )
    .option("--currency <code>", "currency of rows that name none, such as GBP (default: the source's)")
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
    .option("--delimiter <text>", "what stands between two fields (default: found out)")
    .addOption(new Option("--encoding <name>", "how text is encoded (default: found out)").choices(ENCODINGS))
    .option("-d, --data <folder>", "data folder of the collector (SAFAR_DATA, default safar-data)")
    .option("--source <name>", "source of the data folder to import into (default: its first)")
    .addOption(
      new Option("--host <address>", "address of the collector, such as http://127.0.0.1:7070").env(
        "SAFAR_HOST",
      ),
    )
    .addOption(new Option("--write-key <key>", "write key for --host").env("SAFAR_WRITE_KEY"))
    .option(
      "--rejected <file>",
      "where rows that can't be imported are written (default: orders.rejected.csv for orders.csv)",
    )
    .option("--dry-run", "send nothing: check every row and show how the first ones are understood")
    .option("--restart", "start from the first row, whatever an interrupted import left")
    .addHelpText("after", HELP)
    .action(runCommand);
}

const HELP = `
A column is named as the header has it, in any case, or by its place: #3.

Times are read as 2024-05-31 14:05:09, 2024-05-31T14:05, 31.05.2024 or
1403-03-11 (Jalali), in --time-zone unless an offset or Z follows; 03/04/2024
only where other rows show which is the day. Where clocks are set back, the
first of the two equal hours is meant; an hour that clocks skip is moved on by
what they skip.

A row with a negative value is a credit note. It gives back the order that
--refund-of names.

The exit code is 0 when every row was taken, 3 when some were rejected, and 1
when the import could not go on.

Examples:
  $ safar import orders.csv --from shopify --dry-run
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

async function runCommand(path: string, options: ImportOptions): Promise<void> {
  const { dryRun, restart, host, writeKey, data, source } = options;
  if (host !== undefined && source !== undefined) {
    throw new Error("A write key names its source: leave out --source where there is --host.");
  }
  const progress = createProgress(dryRun ? "Checking" : "Importing");
  const says = host === undefined ? await sourceSays(data, source) : ELSEWHERE;
  const job = jobOf(path, options, says, (fraction, events, rows) =>
    progress.update({ fraction, events, detail: `row ${grouped(rows)}` }),
  );
  const opened = await openJob(job);
  if (dryRun) {
    const { counts, first, rejected } = await rehearseFile(job, opened, SHOWN);
    progress.end();
    print(understoodText(opened, first, says.currency));
    print(
      `\nNothing was sent.\n${summaryText(counts, job, "would be sent")}${rejectedText(rejected, counts.rejected)}`,
    );
    if (counts.rejected > 0) process.exitCode = SOME_REJECTED;
    return;
  }
  for (const sentence of [...opened.file.told, ...opened.profile.told]) say(sentence);
  const { timeZone, currency } = job.mapping;
  const { counts, unmatched, corrects, rejected } = await importFile(job, opened, {
    wanted: { host, writeKey, data, first: { timeZone, currency } },
    source,
    restart: restart === true,
    onNotice: (notice) => say(notice),
  });
  progress.end();
  print(
    `${doneText(counts, corrects)}\n${summaryText(counts, job, "sent", corrects)}${rejectedText(rejected, counts.rejected)}`,
  );
  const warning = unmatchedText(unmatched);
  if (warning) print(`\n${warning}`);
  printHint("\nThe figures: safar report");
  if (counts.rejected > 0 || (!corrects && counts.changed > 0)) process.exitCode = SOME_REJECTED;
}

function jobOf(
  path: string,
  options: ImportOptions,
  says: SourceSays,
  onRow: (fraction: number, events: number, rows: number) => void,
): ImportJob {
  const { delimiter, encoding, from, currencyColumn, currency, rejected } = options;
  const columns: Partial<Record<Role, string>> = {};
  for (const role of ROLES) {
    const column = role === "currency" ? currencyColumn : options[role];
    if (column !== undefined) columns[role] = column;
  }
  const { event, rows, timeZone = says.timeZone, dateFormat, decimal, where, guests } = options;
  const preset = from && PRESETS[from];
  const mapping: Mapping = {
    event,
    columns,
    preset,
    rows,
    timeZone,
    dateFormat,
    decimal,
    usualDecimal: says.decimal,
    currency,
    where,
    guests,
  };
  return {
    path,
    table: { delimiter: delimiter === "\\t" ? "\t" : delimiter, encoding },
    mapping,
    rejectedPath:
      rejected ?? `${path.replace(/(\.csv|\.txt|\.tsv|\.xlsx|\.parquet)?(\.gz)?$/i, "")}.rejected.csv`,
    now: Date.now(),
    onRow: ({ fraction, counts }) => onRow(fraction, eventsSent(counts), counts.rows),
  };
}
