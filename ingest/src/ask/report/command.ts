import { Command, InvalidArgumentError, Option } from "commander";
import { findClickHouse } from "../../client/find-clickhouse.js";
import { findSource } from "../../client/find-source.js";
import { print, printFile, say } from "../../output/terminal/print.js";
import { TOMAN } from "../../settings/currency.js";
import { currencyOption } from "../../settings/currency-option.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { answerCsv } from "../dashboard/csv.js";
import { askFigures } from "./ask-figures.js";
import { CALENDARS, type Calendar, type FigureRange, PERIODS, type Period, sqlPeriod } from "./figures.js";
import { spanOfOrders } from "./range.js";
import { dateOption, timeZoneOption } from "./range-options.js";
import { reportCsv } from "./report-csv.js";
import { rangeText, reportText } from "./report-text.js";
import { sectionText } from "./section-text.js";
import {
  askSection,
  SECTION_NAMES,
  SECTIONS,
  type Section,
  type SectionName,
  type SectionRow,
} from "./sections.js";

interface ReportOptions {
  readonly source?: string;
  readonly since?: string;
  readonly until?: string;
  readonly timeZone?: string;
  readonly period: Period;
  readonly calendar?: Calendar;
  readonly section: readonly (SectionName | "kpis" | "all")[];
  readonly currency?: string;
  readonly steps: string;
  readonly rows: number;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly user?: string;
  readonly password?: string;
}

/** `safar report`: the dashboard's figures in the terminal. */
export function reportCommand(): Command {
  return new Command("report")
    .summary("show the five KPIs, and who comes back")
    .description(
      "Queries ClickHouse for the five KPIs: repeat customer rate, purchase frequency, average order value, customer " +
        "value and retention. --section adds lifecycle, cohorts, the funnel, RFM groups, abandoned carts and " +
        "customers at risk. After the KPIs the report lists orders that are stored but not counted, with the reason, " +
        "and events from pages that may be made up. Without --clickhouse it queries the data folder's ClickHouse, " +
        "and starts it for the report if it is not running.",
    )
    .option("--source <name>", "source to report on (default: the data folder's first, else shop)")
    .option(
      "--since <date>",
      "first day, such as 2024-01-01 (default: start of the first order's period)",
      dateOption,
    )
    .option(
      "--until <date>",
      "day after the last one, such as 2025-01-01 (default: the day after the last order)",
      dateOption,
    )
    .option(
      "--time-zone <zone>",
      "time zone that days are counted in, such as Europe/London (default: the source's)",
      timeZoneOption,
    )
    .addOption(
      new Option("--section <names...>", "one or more sections to show; all shows every section")
        .choices(["kpis", ...SECTION_NAMES, "all"])
        .default(["kpis"], "kpis"),
    )
    .addOption(
      new Option("--period <length>", "period of the tables over time").choices(PERIODS).default("month"),
    )
    .addOption(
      new Option(
        "--calendar <name>",
        "calendar of weeks, months, quarters and years; jalali is the Solar Hijri calendar (default: gregorian)",
      ).choices(CALENDARS),
    )
    .option(
      "--currency <code>",
      "currency of amounts in sections, such as EUR (default: the source's)",
      currencyOption,
    )
    .addOption(
      new Option(
        "--steps <names>",
        `funnel steps, separated by commas: two or more of ${FUNNEL_STEPS.join(", ")}`,
      )
        .argParser(stepsOption)
        .default("", "all"),
    )
    .option("--rows <count>", "maximum rows per list", rowsOption, 25)
    .addOption(new Option("--json", "print JSON with every digit, money as text").conflicts("csv"))
    .option("--csv", "print CSV with one row per figure and every digit")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "address of a ClickHouse server").env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .addHelpText(
      "after",
      "\nSections:\n" +
        Object.entries<Section>(SECTIONS)
          .map(([name, { title }]) => `  ${name.padEnd(10)} ${title}\n`)
          .join("") +
        "\nExamples:\n  $ safar report --since 2024-01-01 --until 2025-01-01\n  $ safar report --period quarter --csv\n" +
        "  $ safar report --section rfm at-risk\n  $ safar report --section at-risk --csv --rows 1000 > at-risk.csv\n" +
        "  $ safar report --section lifecycle cohorts --calendar jalali --time-zone Asia/Tehran\n",
    )
    .action(report);
}

const FUNNEL_STEPS = ["product_viewed", "product_added", "checkout_started", "order_completed"];

function stepsOption(text: string): string {
  const steps = text.split(",").map((step) => step.trim());
  const inOrder = FUNNEL_STEPS.filter((step) => steps.includes(step));
  if (steps.length >= 2 && String(inOrder) === String(steps)) return steps.join(",");
  throw new InvalidArgumentError(
    `Name two or more of ${FUNNEL_STEPS.join(", ")}, in this order, separated by commas.`,
  );
}

function rowsOption(text: string): number {
  const rows = Number(text);
  if (Number.isInteger(rows) && rows >= 1 && rows <= MOST_ROWS) return rows;
  throw new InvalidArgumentError(`Use a whole number from 1 to ${MOST_ROWS}.`);
}

const MOST_ROWS = 1_000_000;

/** Sections shown below the KPIs by default, unless they are empty. */
const BELOW_KPIS = ["uncounted", "anomalies"] as const;

async function report(options: ReportOptions): Promise<void> {
  const wanted = new Set(
    options.section.flatMap((name) => (name === "all" ? (["kpis", ...SECTION_NAMES] as const) : [name])),
  );
  if (options.csv && wanted.size > 1) {
    throw new Error("A CSV file holds one table: name one --section, or use --json.");
  }
  const unasked = wanted.has("kpis") ? BELOW_KPIS.filter((name) => !wanted.has(name)) : [];
  if (!options.csv) for (const name of unasked) wanted.add(name);
  const found = await findClickHouse({
    url: options.clickhouse,
    username: options.user,
    password: options.password,
    data: options.data,
  });
  try {
    const { period, calendar } = options;
    const { source, ...its } = await findSource(found.warehouse, options.source, found);
    const timeZone = options.timeZone ?? its.timeZone;
    const cut = { period, ...(calendar === undefined ? {} : { calendar }) };
    const span = await spanOfOrders(found.warehouse, { source, timeZone, ...cut });
    // The span covers counted orders only. Uncounted ones may lie outside it.
    const told = { since: options.since ?? "", until: options.until ?? "" };
    if (!span) {
      const asked = { source, timeZone, ...cut, ...told, currency: "", rows: options.rows, steps: "" };
      const texts = [emptyText(source)];
      for (const name of BELOW_KPIS) {
        const rows = await askSection(found.warehouse, SECTIONS[name], asked);
        if (rows.length > 0) texts.push(sectionText(SECTIONS[name], rows, new Map()));
      }
      const text = texts.join("\n\n");
      // Programs that parse the output get an empty list, not a sentence.
      if (options.json || options.csv) say(text);
      else print(text);
      return;
    }
    const range: FigureRange = {
      source,
      timeZone,
      ...cut,
      since: options.since ?? span.since,
      until: options.until ?? span.until,
    };
    if (range.since >= range.until)
      throw new Error(
        `The range is empty: it begins on ${range.since} and ends before ${range.until}. Choose a --since earlier than --until.`,
      );
    const { warehouse } = found;
    const figures = wanted.has("kpis") ? await askFigures(warehouse, range) : undefined;
    const tables: [SectionName, Section, SectionRow[]][] = [];
    // Tomans are counted in rials.
    const asked = options.currency === TOMAN ? "IRR" : options.currency;
    const currency = asked ?? (await currencyOf(warehouse, source));
    for (const name of SECTION_NAMES.filter((each) => wanted.has(each))) {
      const section: Section = SECTIONS[name];
      tables.push([
        name,
        section,
        await askSection(warehouse, section, {
          ...range,
          ...(name === "uncounted" || name === "anomalies" ? told : {}),
          currency,
          rows: options.rows,
          steps: options.steps,
        }),
      ]);
    }
    if (options.json) {
      const rows = Object.fromEntries(tables.map(([name, , own]) => [name, own]));
      print(JSON.stringify({ range, ...figures, ...rows }, undefined, 2));
    } else if (options.csv) {
      const [table] = tables;
      printFile(table ? answerCsv(table[1].question, table[2], true) : reportCsv(figures!));
    } else {
      const labels = await periodLabels(warehouse, range);
      // Otherwise a shop whose events stopped arriving looks like one whose report just ends.
      const silence = options.until === undefined ? [`The last order is of ${span.lastDay}.`] : [];
      const scope = sectionsScope(
        tables.map(([name]) => name),
        currency,
      );
      const head = figures ? [] : [[rangeText(range), ...scope].join("\n")];
      const shown = tables.filter(
        ([name, , rows]) => rows.length > 0 || !unasked.some((below) => below === name),
      );
      const texts = shown.map(([, section, rows]) => sectionText(section, rows, labels));
      const kpis = figures ? [reportText(figures, range, labels)] : [];
      print([...head, ...kpis, ...silence, ...texts].join("\n\n"));
    }
  } finally {
    await found.close();
  }
}

/** A line that names the currency of amounts, if a section shows amounts in one currency. */
function sectionsScope(names: readonly SectionName[], currency: string): string[] {
  const isMoney = names.some((name) => QUESTIONS_OF_ONE_CURRENCY.has(name));
  return isMoney && currency !== "" ? [`Amounts in one currency are in ${currency}.`] : [];
}

const QUESTIONS_OF_ONE_CURRENCY: ReadonlySet<SectionName> = new Set([
  "trend",
  "cohorts",
  "rfm",
  "at-risk",
  "silent",
]);

/** The currency of a source's amounts when no other is asked for. */
async function currencyOf(warehouse: Warehouse, source: string): Promise<string> {
  const [asked] = await warehouse.query<{ currency: string }>(
    "SELECT currency FROM safar_internal.asked_currency(source = {source:String}, currency = '')",
    { source },
  );
  return asked?.currency ?? "";
}

/** Labels of periods by their first days: 1404-07, 2025-Q3. */
async function periodLabels(warehouse: Warehouse, range: FigureRange): Promise<ReadonlyMap<string, string>> {
  if (range.calendar !== "jalali" || range.period === "day") return new Map();
  const rows = await warehouse.query<{ start: string; label: string }>(
    "SELECT toString(period_start) AS start, any(period_label) AS label FROM safar.calendar(period = {period:String}) GROUP BY start",
    { period: sqlPeriod(range) },
  );
  return new Map(rows.map(({ start, label }) => [start, label]));
}

function emptyText(source: string): string {
  return [
    `There are no orders of source "${source}" yet.`,
    "",
    "  From a page:      npx @safar/ingest script-tag",
    "  From a backend:   npm install @safar/node, with a key by: npx @safar/ingest keys add shop --kind server",
    "  From a platform:  npx @safar/ingest connect shopify, or connect woocommerce",
    "  From a file:      npx @safar/ingest import orders.csv --help",
    "  See it working:   npx @safar/ingest demo",
  ].join("\n");
}
