import { Command } from "commander";
import { newLogger } from "../output/logging/logger.js";
import { print } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { startJourneys } from "./journeys-run.js";
import { stopGracefully } from "./serve/stop.js";

interface RunOptions {
  config?: string;
  clickhouse?: string;
  opsPort?: number;
  wait?: boolean;
  json?: boolean;
}

/** `safar journeys run`: runs journeys beside `safar collect` and `safar load`. */
export function journeysRunCommand(): Command {
  return new Command("run")
    .summary("carry published journeys out, beside `safar collect` and `safar load`")
    .description(
      "Carries out what was published, from the events in ClickHouse. Run two or more: one is active, the others stand " +
        "by and take over when it ends or is silent for ten seconds (SAFAR_JOURNEYS_SILENCE_MS). An engine that was " +
        "paused and wakes up later sends nothing. Needs SAFAR_CLICKHOUSE_URL, whose user may read and insert, the tables of " +
        "`safar migrate`, SAFAR_MESSAGE_KEY as the collectors have it, and the settings of a mail server, an SMS " +
        "provider, notifications or webhooks. `safar serve` carries journeys out by itself and needs no engine beside it.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("--clickhouse <address>", "address of ClickHouse's HTTP interface (SAFAR_CLICKHOUSE_URL)")
    .option(
      "--ops-port <port>",
      "port for /metrics, /livez and /readyz, 0 for a free one (SAFAR_OPS_PORT, default 9464)",
      Number,
    )
    .option("--wait", "wait for ClickHouse and its tables at the start, instead of giving up without them")
    .option("--json", "print one JSON line when ready, for programs that start this one")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_CLICKHOUSE_URL=http://clickhouse:8123 SAFAR_MESSAGE_KEY=… \\\n" +
        "      SAFAR_SMTP_URL=smtps://user:password@mail.shop.example SAFAR_EMAIL_FROM=hello@shop.example \\\n" +
        "      SAFAR_PUBLIC_URL=https://collect.shop.example safar journeys run\n",
    )
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  const config = readConfig({
    file: options.config,
    flags: { SAFAR_CLICKHOUSE_URL: options.clickhouse, SAFAR_OPS_PORT: options.opsPort },
  });
  const logger = newLogger(config.SAFAR_LOG_LEVEL);
  let close = async () => {};
  stopGracefully(logger, config.SAFAR_STOP_SECONDS, () => close());
  const running = await startJourneys(config, logger, { wait: options.wait ?? false });
  close = running.close;
  const { ops, channels } = running;
  if (options.json) print(JSON.stringify({ event: "ready", ops }));
  else {
    print(
      `Journeys are carried out from ClickHouse at ${config.SAFAR_CLICKHOUSE_URL}, by ${channels.join(", ")}.\n\n` +
        `  state          ${ops}/readyz, ${ops}/metrics\n\nCtrl-C stops it; another engine goes on at once.`,
    );
  }
}
