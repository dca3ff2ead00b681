import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { Command, InvalidArgumentError, Option } from "commander";
import { readDataFolder } from "../../client/data-folder.js";
import { findOperator } from "../../operator/find-operator.js";
import { print, say } from "../../output/terminal/print.js";
import { readConfig } from "../../settings/config.js";
import { openHttpWarehouse, type Quorum } from "../../store/warehouse/clickhouse-http.js";
import { MODELS, type ModelName } from "./bg-nbd.js";
import { type HoldoutReport, holdout } from "./holdout.js";
import { holdoutText } from "./holdout-text.js";
import { onThisThread } from "./models.js";
import { PREDICT_DEFAULTS, type PredictionReport, type PredictRequest, predict } from "./predict.js";
import type { PredictLine } from "./predict-route.js";

interface Options {
  readonly source?: string;
  readonly currency: string;
  readonly horizon: number;
  readonly discount: number;
  readonly until?: string;
  readonly model: ModelName;
  readonly holdout?: number;
  readonly json?: boolean;
  readonly data?: string;
  readonly clickhouse?: string;
  readonly user?: string;
}

/** `safar predict`: predicts each customer's orders and lifetime value. */
export function predictCommand(): Command {
  return new Command("predict")
    .summary("predict who will order again, and customers' lifetime value")
    .description(
      "Fits the MBG/NBD (or BG/NBD) and gamma-gamma models to all orders of a source. For each customer it writes the probability " +
        "of still being a customer, the expected orders in the next 30, 90 and 365 days and within the horizon, and the lifetime value. Read " +
        "them in the views predicted_orders and customer_profile. `safar serve` runs this once a day by itself " +
        "(SAFAR_PREDICT_HOURS). With ClickHouse behind Kafka, run this command once a day as a user who may insert.",
    )
    .option("--source <name>", "source to predict (default: the data folder's first, else shop)")
    .addOption(
      new Option("--currency <code>", "currency of values, such as EUR")
        .argParser(currencyOption)
        .default("", "the source's"),
    )
    .option(
      "--horizon <days>",
      "days ahead that expected_orders and the lifetime value cover",
      wholeOption(1, 3650),
      PREDICT_DEFAULTS.horizonDays,
    )
    .option(
      "--discount <percent>",
      "yearly discount: how much less an amount is worth one year from now",
      wholeOption(0, 100),
      100 * PREDICT_DEFAULTS.yearlyDiscount,
    )
    .option("--until <day>", "fit as of this day: ignore its orders and later ones", dayOption)
    .addOption(
      new Option(
        "--model <name>",
        "model of when customers drop out; in bg-nbd a customer with one purchase never does",
      )
        .choices(MODELS)
        .default(PREDICT_DEFAULTS.model),
    )
    .option(
      "--holdout <days>",
      "write nothing: fit every model without the last days and compare with what happened, by deciles of customers",
      wholeOption(1, 3650),
    )
    .option("--json", "print the fit as JSON")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option("--clickhouse <address>", "a ClickHouse server, with a user who may insert").env(
        "SAFAR_CLICKHOUSE_URL",
      ),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"))
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar predict\n  $ safar predict --until 2026-01-01 --horizon 90\n  $ safar predict --holdout 90\n  $ SAFAR_CLICKHOUSE_PASSWORD=… safar predict --clickhouse https://clickhouse:8443 --user operator --source shop\n",
    )
    .action(run);
}

function currencyOption(text: string): string {
  if (/^[A-Za-z]{3}$/.test(text)) return text.toUpperCase();
  throw new InvalidArgumentError(`"${text}" is not a currency. Use an ISO 4217 code, such as EUR.`);
}

function wholeOption(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Use a whole number from ${least} to ${most}.`);
  };
}

function dayOption(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text) && isDay(text)) return text;
  throw new InvalidArgumentError(`"${text}" is not a date. Write it as YYYY-MM-DD, such as 2026-01-31.`);
}

/** Rejects days such as February 30, which JavaScript accepts. */
function isDay(text: string): boolean {
  const at = Date.parse(text);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

async function run(options: Options): Promise<void> {
  const config = readConfig({
    flags: { SAFAR_DATA: options.data, SAFAR_CLICKHOUSE_URL: options.clickhouse },
  });
  const folder = await readDataFolder(config.SAFAR_DATA);
  const request: PredictRequest = {
    source: options.source ?? folder?.sources[0]?.id ?? config.SAFAR_SOURCE,
    currency: options.currency,
    horizonDays: options.horizon,
    yearlyDiscount: options.discount / 100,
    // the held-out days end today by default
    until: options.until ?? (options.holdout === undefined ? "" : new Date().toISOString().slice(0, 10)),
    model: options.model,
  };
  const report =
    options.clickhouse === undefined
      ? await askCollector(request, options, say)
      : await onServer(request, options, say);
  if (options.json) print(JSON.stringify(report, null, 2));
  else print("models" in report ? holdoutText(report) : reportText(report));
}

async function askCollector(
  request: PredictRequest,
  { data, holdout: days }: Options,
  say: (step: string) => void,
): Promise<PredictionReport | HoldoutReport> {
  const operator = await findOperator({ ops: undefined, data, start: true });
  try {
    const answer = await operator.ask("/predict", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ ...request, ...(days === undefined ? {} : { holdoutDays: days }) }),
    });
    if (!answer.ok || !answer.body) throw new Error(await answer.text());
    for await (const text of createInterface({ input: Readable.fromWeb(answer.body as never) })) {
      const line = JSON.parse(text) as PredictLine;
      if ("step" in line) say(line.step);
      else if ("error" in line) throw new Error(line.error);
      else return line.report;
    }
    throw new Error("The collector stopped before the prediction was complete. Run `safar predict` again.");
  } finally {
    await operator.close();
  }
}

async function onServer(
  request: PredictRequest,
  { clickhouse, user, holdout: days }: Options,
  say: (step: string) => void,
): Promise<PredictionReport | HoldoutReport> {
  const config = readConfig({ flags: { SAFAR_CLICKHOUSE_URL: clickhouse } });
  const warehouse = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: user ?? config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
  });
  try {
    const steps =
      days === undefined
        ? predict(warehouse, request, onThisThread)
        : holdout(warehouse, { source: request.source, until: request.until, days }, onThisThread);
    let next = await steps.next();
    for (; !next.done; next = await steps.next()) say(next.value);
    return next.value;
  } finally {
    await warehouse.close();
  }
}

function reportText({
  source,
  customers,
  currency,
  horizonDays,
  bgNbd,
  gammaGamma,
  model,
}: PredictionReport): string {
  const { model: _, ...parameters } = bgNbd;
  const numbers = (of: object) =>
    Object.entries(of)
      .map(([name, value]) => `${name} ${Number(value).toPrecision(5)}`)
      .join(", ");
  return [
    `Wrote predictions for ${customers.toLocaleString("en")} customers of source "${source}".`,
    `  Purchases and drop-out (${model === "bg-nbd" ? "BG/NBD" : "MBG/NBD"}, days): ${numbers(parameters)}`,
    gammaGamma
      ? `  Spending (gamma-gamma, ${currency}): ${numbers(gammaGamma)}`
      : `  Too few customers ordered again in ${currency}: no values were predicted.`,
    "",
    `  SELECT * FROM safar.predicted_orders(source = '${source}') ORDER BY lifetime_value DESC LIMIT 20`,
    `  (lifetime_value: within ${horizonDays} days)`,
  ].join("\n");
}
