import { Command, InvalidArgumentError, Option } from "commander";
import { findClickHouse } from "../client/find-clickhouse.js";
import { isTimeZone } from "../time-zone.js";
import { askFigures } from "./ask-figures.js";
import { type FigureRange, PERIODS, type Period } from "./figures.js";
import { readRangeEnd, spanOfOrders } from "./range.js";
import { reportCsv } from "./report-csv.js";
import { reportText } from "./report-text.js";

interface ReportOptions {
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
  readonly timeZone?: string;
  readonly period: Period;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly user?: string;
  readonly password?: string;
}

/** `safar report`: the five KPIs in the terminal. */
export function reportCommand(): Command {
  return new Command("report")
    .summary("show the five KPIs")
    .description(
      "Asks ClickHouse for the five KPIs: repeat customer rate, purchase frequency, average order value, customer " +
        "value and retention. Without --clickhouse it asks the one of the data folder; when none is running on it, " +
        "one is started for the time of the report.",
    )
    .option("--source <name>", "source to report on (default: the data folder's first, else shop)")
    .option(
      "--since <date>",
      "first day, such as 2024-01-01 (default: of the first order's period)",
      dateOption,
    )
    .option(
      "--until <date>",
      "day after the last, such as 2025-01-01 (default: after the last order's)",
      dateOption,
    )
    .option(
      "--time-zone <zone>",
      "calendar to count in, such as Europe/London (default: the source's)",
      timeZoneOption,
    )
    .addOption(
      new Option("--period <length>", "period of the retention table").choices(PERIODS).default("month"),
    )
    .addOption(new Option("--json", "print JSON: every digit, money as text").conflicts("csv"))
    .option("--csv", "print CSV: one row a figure, every digit")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar report --since 2024-01-01 --until 2025-01-01\n  $ safar report --period quarter --csv\n",
    )
    .action(report);
}

function dateOption(text: string): string {
  try {
    return readRangeEnd(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function timeZoneOption(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InvalidArgumentError(`"${name}" is no time zone. Use an IANA name, such as Europe/London.`);
}

async function report(options: ReportOptions): Promise<void> {
  const found = await findClickHouse({
    url: options.clickhouse,
    username: options.user,
    password: options.password,
    data: options.data,
  });
  try {
    const { source = found.source, timeZone = found.timeZone, period } = options;
    const span = await spanOfOrders(found.warehouse, { source, timeZone, period });
    if (!span) {
      // Programs that read the answer get none, rather than a sentence.
      if (options.json || options.csv) console.error(emptyText(source));
      else console.log(emptyText(source));
      return;
    }
    const range: FigureRange = {
      source,
      timeZone,
      period,
      since: options.since ?? span.since,
      until: options.until ?? span.until,
    };
    const figures = await askFigures(found.warehouse, range);
    if (options.json) console.log(JSON.stringify({ range, ...figures }, undefined, 2));
    else if (options.csv) process.stdout.write(reportCsv(figures));
    else console.log(reportText(figures, range));
  } finally {
    await found.close();
  }
}

function emptyText(source: string): string {
  return [
    `There are no orders of source "${source}" yet.`,
    "",
    '  Track one:        safar.track({ userId, event: "Order Completed", properties: { order_id, revenue, currency } })',
    "  Import old ones:  npx safar import orders.csv --help",
    "  See it working:   npx safar demo",
  ].join("\n");
}
