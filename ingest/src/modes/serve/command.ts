import cluster from "node:cluster";
import { Command, Option } from "commander";
import { newLogger } from "../../output/logging/logger.js";
import { calledAs } from "../../output/terminal/called-as.js";
import { print, say } from "../../output/terminal/print.js";
import { type Config, readConfig } from "../../settings/config.js";
import { DEMO_SHOP_SETTINGS } from "../../settings/schema/collector.js";
import { isInForce, keyHint, webKeyOf } from "../../sources/write-keys.js";
import { runServeWorker } from "../embedded/worker.js";
import { type Embedded, startEmbedded } from "../embedded.js";
import { stopGracefully } from "./stop.js";

interface ServeOptions {
  config?: string;
  data?: string;
  listen?: string;
  port?: number;
  queryPort?: number;
  nativePort?: number;
  opsPort?: number;
  workers?: string;
  demoShop?: Config["SAFAR_DEMO_SHOP"];
  json?: boolean;
}

/** `safar serve`: the collector and its ClickHouse. */
export function serveCommand(): Command {
  return new Command("serve")
    .summary("run the collector and its ClickHouse")
    .description(
      "Runs the whole of Safar: the collector that takes events, and a ClickHouse that keeps them, in a process of its " +
        "own, with its HTTP and native interfaces for analysts, who can read and nothing else. The first start makes " +
        "the data folder, a source and its write key. Stop it with Ctrl-C: what was accepted is stored first.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option("-l, --listen <address>", "address the collector listens on (SAFAR_LISTEN, default 127.0.0.1)")
    .option("-p, --port <port>", "port of the collector, 0 for a free one (SAFAR_PORT, default 7070)", Number)
    .option(
      "--query-port <port>",
      "port for analysts, 0 for a free one (SAFAR_QUERY_PORT, default 8123)",
      Number,
    )
    .option(
      "--native-port <port>",
      "port of ClickHouse's native interface, 0 for a free one (SAFAR_NATIVE_PORT, default 9000)",
      Number,
    )
    .option(
      "--ops-port <port>",
      "port for /metrics, /livez, /readyz and the operator, 0 for a free one (SAFAR_OPS_PORT, default 9464)",
      Number,
    )
    .option(
      "--workers <n>",
      "collector processes that share the port, auto for one a core (SAFAR_WORKERS, default 1)",
    )
    .addOption(
      new Option(
        "--demo-shop <when>",
        "open the demo shop at /demo: auto is on this machine alone (SAFAR_DEMO_SHOP, default auto)",
      ).choices(DEMO_SHOP_SETTINGS),
    )
    .option("--json", "print one JSON line when ready, for programs that start this one")
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar serve\n  $ safar serve --data /var/lib/safar --listen 0.0.0.0 --port 80 --workers auto\n" +
        "  $ curl 'http://127.0.0.1:8123/?query=SELECT+count()+FROM+events' -u default:PASSWORD    # as an analyst\n",
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const config = readConfig({
    file: options.config,
    flags: {
      SAFAR_DATA: options.data,
      SAFAR_LISTEN: options.listen,
      SAFAR_PORT: options.port,
      SAFAR_QUERY_PORT: options.queryPort,
      SAFAR_NATIVE_PORT: options.nativePort,
      SAFAR_OPS_PORT: options.opsPort,
      SAFAR_WORKERS: options.workers,
      SAFAR_DEMO_SHOP: options.demoShop,
    },
  });
  if (cluster.isWorker) return await runServeWorker(config);
  const logger = newLogger(config.SAFAR_LOG_LEVEL);
  const running = await startEmbedded(config, logger);
  stopGracefully(logger, config.SAFAR_STOP_SECONDS, async () => {
    await running.close();
    if (!options.json) say("Stopped. Every event that was accepted is stored.");
  });
  print(options.json ? readyLine(running) : readyText(running, config));
}

function readyLine({
  collector,
  clickhouse,
  clickhouseNative,
  ops,
  dashboard,
  demoShop,
  clickhousePassword,
  sources: [source],
}: Embedded): string {
  return JSON.stringify({
    event: "ready",
    collector,
    clickhouse,
    clickhouseNative,
    ops,
    dashboard,
    demoShop,
    source: source?.id,
    writeKey: webKeyOf(source),
    password: clickhousePassword,
  });
}

function readyText(running: Embedded, config: Config): string {
  const { SAFAR_DATA: data, SAFAR_DASHBOARD_PASSWORD: own } = config;
  const signInWith =
    own === "" ? `password ${running.clickhousePassword}` : "the password of SAFAR_DASHBOARD_PASSWORD";
  const keys = running.sources.flatMap((source) =>
    source.keys
      .filter((key) => !source.disabled && isInForce(key))
      .map((key) => `  ${source.id.padEnd(14)} ${key.kind === "web" ? key.key : `${keyHint(key)} (server)`}`),
  );
  return [
    `Safar is ready. Its data is in ${data}.`,
    "",
    `  collector      ${running.collector}`,
    `  ClickHouse     ${running.clickhouse}   user default, password ${running.clickhousePassword}`,
    `                 ${running.clickhouseNative}   its native interface, for the same user`,
    `  state          ${running.ops}/readyz, ${running.ops}/metrics`,
    `  journeys       ${journeysText(config)}`,
    ...(running.dashboard
      ? [
          "",
          `  dashboard      ${running.dashboard}   the figures and the customers behind them; ${signInWith}`,
        ]
      : []),
    ...(running.demoShop
      ? ["", `  demo shop      ${running.demoShop}   buy something, and follow its events into ClickHouse`]
      : []),
    "",
    running.firstStart ? "A first source and its write key were made:" : "Write keys:",
    ...keys,
    "",
    "Send a first event:",
    `  curl ${running.collector}/v1/track -u ${webKeyOf(running.sources[0]) ?? "WRITE_KEY"}: \\`,
    `    -d '{"userId":"me","event":"Product Viewed","properties":{"product_id":"p1"}}'`,
    "",
    "Bring in your shop, in another terminal:",
    ...waysIn(running.sources[0]?.id ?? "shop"),
    "",
    "Ctrl-C stops it; events that were accepted are stored first.",
  ].join("\n");
}

/** Whether published journeys run, and with which channels. Contains no password. */
function journeysText(config: Config): string {
  const { SAFAR_SMTP_URL: smtp, SAFAR_SMS_PROVIDER: sms, SAFAR_WEBHOOK_SECRET: webhook } = config;
  const ways = [
    ...(smtp === "" ? [] : [`e-mail by ${new URL(smtp).host} as ${config.SAFAR_EMAIL_FROM}`]),
    ...(sms === "" ? [] : [`SMS by ${sms}`]),
    ...(config.SAFAR_PUSH_CONTACT === "" ? [] : ["notifications"]),
    ...(webhook === "" ? [] : ["webhooks"]),
  ];
  return ways.length === 0
    ? "published ones wait: no SAFAR_SMTP_URL, SAFAR_SMS_PROVIDER, SAFAR_PUSH_CONTACT or SAFAR_WEBHOOK_SECRET is set"
    : `published ones run: ${ways.join(", ")}`;
}

/** Commands that connect a shop, one per line. */
function waysIn(source: string): string[] {
  const ways = [
    ["script-tag", "the tag for its pages"],
    ["connect shopify", "or woocommerce: what to paste where"],
    [`keys add ${source} --kind server`, "a backend's secret key; then npm install @safar/node"],
    ["import orders.csv --help", "past orders"],
    ["tail", "events as they come, and why one is refused"],
  ] as const;
  const width = Math.max(...ways.map(([command]) => command.length));
  return ways.map(([command, what]) => `  ${calledAs()} ${command.padEnd(width)}   ${what}`);
}
