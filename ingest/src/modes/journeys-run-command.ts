import { Command } from "commander";
import { newLogger } from "../output/logging/logger.js";
import { print } from "../output/terminal/print.js";
import { startJourneys } from "./journeys-run.js";
import { stopGracefully } from "./serve/stop.js";
import { addServiceOptions, readServiceConfig, type ServiceOptions } from "./service-options.js";

/** `safar journeys run`: runs journeys beside `safar collect` and `safar load`. */
export function journeysRunCommand(): Command {
  const command = new Command("run")
    .summary("carry published journeys out, beside `safar collect` and `safar load`")
    .description(
      "Carries out what was published, from the events in ClickHouse. Run two or more: one is active, the others stand " +
        "by and take over when it ends or is silent for ten seconds (SAFAR_JOURNEYS_SILENCE_MS). An engine that was " +
        "paused and wakes up later sends nothing. Needs SAFAR_CLICKHOUSE_URL, whose user may read and insert, the tables of " +
        "`safar migrate`, SAFAR_MESSAGE_KEY as the collectors have it, and the settings of a mail server, an SMS " +
        "provider, notifications or webhooks; without any it carries out the journeys that send nothing. With " +
        "SAFAR_KAFKA_BROKERS and SAFAR_SOURCES the events that journeys track go through Kafka. `safar serve` carries " +
        "journeys out by itself and needs no engine beside it.",
    );
  return addServiceOptions(command, "ClickHouse and its tables")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_CLICKHOUSE_URL=http://clickhouse:8123 SAFAR_MESSAGE_KEY=… \\\n" +
        "      SAFAR_SMTP_URL=smtps://user:password@mail.shop.example SAFAR_EMAIL_FROM=hello@shop.example \\\n" +
        "      SAFAR_PUBLIC_URL=https://collect.shop.example safar journeys run\n",
    )
    .action(run);
}

async function run(options: ServiceOptions): Promise<void> {
  const config = readServiceConfig(options);
  const logger = newLogger(config.SAFAR_LOG_LEVEL);
  let close = async () => {};
  stopGracefully(logger, config.SAFAR_STOP_SECONDS, () => close());
  const running = await startJourneys(config, logger, { wait: options.wait ?? false });
  close = running.close;
  const { ops, channels } = running;
  if (options.json) print(JSON.stringify({ event: "ready", ops }));
  else {
    const by = channels.length > 0 ? channels.join(", ") : "no channel: only those that send nothing";
    print(
      `Journeys are carried out from ClickHouse at ${config.SAFAR_CLICKHOUSE_URL}, by ${by}.\n\n` +
        `  state          ${ops}/readyz, ${ops}/metrics\n\nCtrl-C stops it; another engine goes on at once.`,
    );
  }
}
