import { readFileSync } from "node:fs";
import { Command } from "commander";
import { pino } from "pino";
import { buildDashboard } from "../ask/dashboard/app.js";
import { LIVE_QUESTIONS } from "../ask/dashboard/live-questions.js";
import { openReader, type ReaderOptions } from "../ask/dashboard/reader.js";
import { newSecret } from "../ask/dashboard/secret.js";
import { readDataFolder } from "../client/data-folder.js";
import { CUSTOMER_QUESTIONS } from "../journeys/customer/questions.js";
import { journeyQuestions } from "../journeys/dashboard/questions.js";
import { print } from "../output/terminal/print.js";
import { type Config, readConfig } from "../settings/config.js";
import { localAddress } from "../settings/local-address.js";
import { listen } from "./listen.js";
import { stopGracefully } from "./serve/stop.js";

interface DashboardOptions {
  readonly config?: string;
  readonly clickhouse?: string;
  readonly user?: string;
  readonly password?: string;
  readonly data?: string;
  readonly listen?: string;
  readonly port?: number;
  readonly json?: boolean;
}

/** `safar dashboard`: the page with the figures, for any ClickHouse. */
export function dashboardCommand(): Command {
  return new Command("dashboard")
    .summary("serve the page with the figures, for any ClickHouse")
    .description(
      "Serves the dashboard for a ClickHouse server or cluster that `safar load` fills. (`safar serve` shows the same " +
        "page at / by itself.) It reads over ClickHouse's HTTP interface alone; a user who may only read is enough. " +
        "Readers sign in with SAFAR_DASHBOARD_PASSWORD, or else with ClickHouse's password; without either a password " +
        "is made and printed.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option(
      "--clickhouse <address>",
      "address of ClickHouse's HTTP interface (SAFAR_CLICKHOUSE_URL, default: the data folder's)",
    )
    .option("--user <name>", "its user (SAFAR_CLICKHOUSE_USER, default: the one called default)")
    .option("--password <password>", "its password (SAFAR_CLICKHOUSE_PASSWORD, default: the data folder's)")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("-l, --listen <address>", "address the page is served on (SAFAR_LISTEN, default 127.0.0.1)")
    .option("-p, --port <port>", "port of the page, 0 for a free one (SAFAR_PORT, default 7070)", Number)
    .option("--json", "print one JSON line when ready, for programs that start this one")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar dashboard --clickhouse https://clickhouse.shop.example:8443 --user analyst --port 7080\n" +
        "  $ SAFAR_DASHBOARD_PASSWORD=… safar dashboard --listen 0.0.0.0\n",
    )
    .action(dashboard);
}

async function dashboard(options: DashboardOptions): Promise<void> {
  const config = readConfig({
    file: options.config,
    flags: {
      SAFAR_CLICKHOUSE_URL: options.clickhouse,
      SAFAR_CLICKHOUSE_USER: options.user,
      SAFAR_CLICKHOUSE_PASSWORD: options.password,
      SAFAR_DATA: options.data,
      SAFAR_LISTEN: options.listen,
      SAFAR_PORT: options.port,
    },
  });
  const clickhouse = await clickHouseOf(config);
  const reader = openReader(clickhouse);
  try {
    await reader.read("SELECT 1", {}, AbortSignal.timeout(10_000));
  } catch (error) {
    await reader.close();
    const { cause, message } = error as Error;
    throw new Error(
      `${(cause as Error | undefined)?.message ?? message} Check --clickhouse, --user and --password. ` +
        "(On a data folder of this machine, safar serve shows the dashboard by itself.)",
      { cause: error },
    );
  }
  const logger = pino({ level: config.SAFAR_LOG_LEVEL }, pino.destination(2));
  const given = config.SAFAR_DASHBOARD_PASSWORD || clickhouse.password;
  const secret = given || newSecret();
  const app = await buildDashboard({
    reader,
    secrets: { viewer: secret },
    logger,
    composed: { ...LIVE_QUESTIONS, ...journeyQuestions(), ...CUSTOMER_QUESTIONS },
  });
  stopGracefully(logger, config.SAFAR_STOP_SECONDS, () => app.close());
  const page = await listen(app, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT");
  if (options.json) {
    print(JSON.stringify({ event: "ready", dashboard: `${page}/`, clickhouse: clickhouse.url }));
    return;
  }
  print(
    [
      "The dashboard is ready.",
      "",
      `  page           ${page}/`,
      `  sign in with   ${signInText(config, given, secret)}`,
      `  ClickHouse     ${clickhouse.url}`,
      "",
      "Ctrl-C stops it.",
    ].join("\n"),
  );
}

function signInText(config: Config, given: string, secret: string): string {
  if (config.SAFAR_DASHBOARD_PASSWORD) return "SAFAR_DASHBOARD_PASSWORD";
  return given
    ? "the password of ClickHouse"
    : `${secret}   (made for this run; set SAFAR_DASHBOARD_PASSWORD to keep one)`;
}

async function clickHouseOf(config: Config): Promise<ReaderOptions> {
  const folder = config.SAFAR_CLICKHOUSE_URL ? undefined : await readDataFolder(config.SAFAR_DATA);
  return {
    url: config.SAFAR_CLICKHOUSE_URL || localAddress(config.SAFAR_QUERY_LISTEN, config.SAFAR_QUERY_PORT),
    username: config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD || folder?.clickhousePassword || "",
    ca: config.SAFAR_CLICKHOUSE_CA ? readFileSync(config.SAFAR_CLICKHOUSE_CA, "utf8") : undefined,
  };
}
