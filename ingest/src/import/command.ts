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
  /** The source's setting; no option sets it. */
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

/** Number of events that a dry run shows. */
const SHOWN = 10;

/** Exit code when the import succeeded but some rows were rejected. */
const SOME_REJECTED = 3;

/** `safar import`: imports a shop's past orders from a file. */
export function importCommand(): Command {
  return new Command("import")
    .summary("import past orders from a file")
    .description(
      "Sends each order of a file as an event. The file is CSV in any encoding, plain or gzip, an Excel workbook " +
        "(.xlsx) or Parquet. Delimiter, encoding, decimal comma and the order of day and month are detected and " +
        "shown. Imports can be repeated: the same row is the same event, and nothing is counted twice. A " +
        "corrected file corrects the stored orders. To resume an interrupted import, run the same command " +
        "again.\n\n" +
        "Without --host the events go to the data folder's collector. If it is not running, it is started for " +
        "the import.",
    )
    .argument("<file>", "file whose first row names the columns")
    .addOption(
      new Option("--from <platform>", "the file is an order export of this platform").choices(
        Object.keys(PRESETS),
      ),
    )
    .option("--order-id <column>", "column of the order's id")
    .option("--customer <column>", "column of the customer's id; empty for guests")
    .option("--email <column>", "column of the customer's e-mail address; it identifies guests")
    .option(
      "--phone <column>",
      "column of the customer's phone number; it identifies guests without an e-mail address",
    )
    .option("--name <column>", "column of the customer's name")
    .option("--time <column>", "column of the time of the order, refund or cancellation")
    .option("--value <column>", "column of the order's value, or of the refunded amount")
    .addOption(
      new Option("--rows <kind>", "one row per order, or one row per line of an order").choices([
        "order",
        "line",
      ]),
    )
    .option("--line-value <column>", "column of a line's value; the lines of an order are added up")
    .option("--product-id <column>", "column of a line's product")
    .option("--product-name <column>", "column of the product's name")
    .option("--category <column>", "column of the product's category")
    .option("--price <column>", "column of the price of one item")
    .option("--quantity <column>", "column of the number of items")
    .option("--refund-id <column>", "column of the refund's id; rows with the same id are one refund")
    .option("--refund-of <column>", "column of the id of the refunded order, for refunds and credit notes")
    .option(
      "--time-zone <zone>",
      "time zone of times without an offset, such as Europe/London (default: the source's; UTC with --host)",
    )
    .option("--date-format <format>", "format of times, such as DD/MM/YYYY HH:mm")
    .addOption(
      new Option("--decimal <sign>", "decimal separator (default: detected, else the source's)").choices(
        DECIMAL_SIGNS,
      ),
    )
    .option("--currency <code>", "currency of rows that name none, such as GBP (default: the source's)")
    .option("--currency-column <column>", "column of the currency's code")
    .addOption(
      new Option(
        "--where <condition>",
        "import only rows that match, such as kind=sale; operators = != > < >= <=, repeatable",
      )
        .argParser(addCondition)
        .default([], "every row"),
    )
    .addOption(
      new Option("--guests <how>", "rows without a customer: skip them, or count each order as one customer")
        .choices(["skip", "by-order"])
        .default("skip"),
    )
    .addOption(
      new Option("--event <name>", "the event that each row or order becomes")
        .choices(IMPORT_EVENTS)
        .default("Order Completed"),
    )
    .option("--delimiter <text>", "field separator (default: detected)")
    .addOption(new Option("--encoding <name>", "text encoding (default: detected)").choices(ENCODINGS))
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
      "file for rows that can't be imported (default: orders.rejected.csv for orders.csv)",
    )
    .option("--dry-run", "send nothing: check every row and show how the first rows are read")
    .option("--restart", "start from the first row instead of resuming an interrupted import")
    .addHelpText("after", HELP)
    .action(runCommand);
}

const HELP = `
Name a column as in the header, in any case, or by its number: #3.

Times are read as 2024-05-31 14:05:09, 2024-05-31T14:05, 31.05.2024 or
1403-03-11 (Jalali), in --time-zone unless an offset or Z follows. 03/04/2024
is read only if other rows show which part is the day. When clocks are set
back, the first of the two equal hours is used; a time in an hour that clocks
skip is moved forward by the skipped time.

A row with a negative value is a credit note. It refunds the order in the
column of --refund-of.

The exit code is 0 when every row was imported, 3 when some were rejected, and
1 when the import could not continue.

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
    throw new Error("A write key already names its source: do not use --source together with --host.");
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
