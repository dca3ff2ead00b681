import { Command } from "commander";
import { newLogger } from "../output/logging/logger.js";
import { print } from "../output/terminal/print.js";
import { startLoad } from "./load.js";
import { stopGracefully } from "./serve/stop.js";
import { addServiceOptions, readServiceConfig, type ServiceOptions } from "./service-options.js";

/** `safar load`: Kafka to ClickHouse. */
export function loadCommand(): Command {
  const command = new Command("load")
    .summary("bring events from Kafka to ClickHouse; run as many as you like")
    .description(
      "Reads what `safar collect` put into Kafka and stores it in ClickHouse, batch by batch. Several loaders share " +
        "the work, up to one a partition; whichever dies, the others take over, and no event is lost or counted " +
        "twice. Needs SAFAR_KAFKA_BROKERS and SAFAR_CLICKHOUSE_URL, and the tables of `safar migrate`. While " +
        "ClickHouse is away it waits, and goes on by itself.",
    );
  return addServiceOptions(command, "Kafka, ClickHouse and its tables")
    .addHelpText(
      "after",
      "\nExample:\n  $ safar migrate --clickhouse http://clickhouse:8123\n" +
        "  $ SAFAR_KAFKA_BROKERS=kafka-1:9092 SAFAR_CLICKHOUSE_URL=http://clickhouse:8123 safar load\n",
    )
    .action(load);
}

async function load(options: ServiceOptions): Promise<void> {
  const config = readServiceConfig(options);
  const logger = newLogger(config.SAFAR_LOG_LEVEL);
  let close = async () => {};
  const { fatal: onFatal } = stopGracefully(logger, config.SAFAR_STOP_SECONDS, () => close());
  const running = await startLoad(config, logger, { wait: options.wait ?? false, onFatal });
  close = running.close;
  const { ops } = running;
  if (options.json) print(JSON.stringify({ event: "ready", ops }));
  else {
    print(
      `The loader is ready: from Kafka at ${config.SAFAR_KAFKA_BROKERS} to ClickHouse at ${config.SAFAR_CLICKHOUSE_URL}.\n\n` +
        `  state          ${ops}/readyz, ${ops}/metrics\n\nCtrl-C stops it; what was read is stored first.`,
    );
  }
}
