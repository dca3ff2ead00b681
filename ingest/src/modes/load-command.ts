import { Command } from "commander";
import { newLogger } from "../output/logging/logger.js";
import { print } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { startLoad } from "./load.js";
import { stopGracefully } from "./serve/stop.js";

interface LoadOptions {
  config?: string;
  clickhouse?: string;
  opsPort?: number;
  wait?: boolean;
  json?: boolean;
}

/** `safar load`: Kafka to ClickHouse. */
export function loadCommand(): Command {
  return new Command("load")
    .summary("bring events from Kafka to ClickHouse; run as many as you like")
    .description(
      "Reads what `safar collect` put into Kafka and stores it in ClickHouse, batch by batch. Several loaders share " +
        "the work, up to one a partition; whichever dies, the others take over, and no event is lost or counted " +
        "twice. Needs SAFAR_KAFKA_BROKERS and SAFAR_CLICKHOUSE_URL, and the tables of `safar migrate`. While " +
        "ClickHouse is away it waits, and goes on by itself.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("--clickhouse <address>", "address of ClickHouse's HTTP interface (SAFAR_CLICKHOUSE_URL)")
    .option(
      "--ops-port <port>",
      "port for /metrics, /livez and /readyz, 0 for a free one (SAFAR_OPS_PORT, default 9464)",
      Number,
    )
    .option(
      "--wait",
      "wait for Kafka, ClickHouse and its tables at the start, instead of giving up without them",
    )
    .option("--json", "print one JSON line when ready, for programs that start this one")
    .addHelpText(
      "after",
      "\nExample:\n  $ safar migrate --clickhouse http://clickhouse:8123\n" +
        "  $ SAFAR_KAFKA_BROKERS=kafka-1:9092 SAFAR_CLICKHOUSE_URL=http://clickhouse:8123 safar load\n",
    )
    .action(load);
}

async function load(options: LoadOptions): Promise<void> {
  const config = readConfig({
    file: options.config,
    flags: { SAFAR_CLICKHOUSE_URL: options.clickhouse, SAFAR_OPS_PORT: options.opsPort },
  });
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
