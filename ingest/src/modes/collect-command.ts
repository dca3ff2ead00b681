import cluster from "node:cluster";
import { Command } from "commander";
import { newLogger } from "../output/logging/logger.js";
import { print } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { runCollectWorker, startCollect } from "./collect.js";
import { stopGracefully } from "./serve/stop.js";

interface CollectOptions {
  config?: string;
  listen?: string;
  port?: number;
  opsPort?: number;
  workers?: string;
  wait?: boolean;
  json?: boolean;
}

/** `safar collect`: HTTP to Kafka. */
export function collectCommand(): Command {
  return new Command("collect")
    .summary("take events over HTTP into Kafka; run as many as you like")
    .description(
      "Takes events over HTTP as `safar serve` does, and acknowledges them when all replicas in sync have them in " +
        "Kafka; `safar load` brings them to ClickHouse. Needs SAFAR_KAFKA_BROKERS and SAFAR_SOURCES. Without Kafka it " +
        "answers 503, and goes on by itself when Kafka is back.",
    )
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("-l, --listen <address>", "address the collector listens on (SAFAR_LISTEN, default 127.0.0.1)")
    .option("-p, --port <port>", "port of the collector, 0 for a free one (SAFAR_PORT, default 7070)", Number)
    .option(
      "--ops-port <port>",
      "port for /metrics, /livez and /readyz, 0 for a free one (SAFAR_OPS_PORT, default 9464)",
      Number,
    )
    .option(
      "-w, --workers <number>",
      "processes that share the port, auto for one a core (SAFAR_WORKERS, default 1)",
    )
    .option("--wait", "wait for Kafka at the start, instead of giving up without it")
    .option("--json", "print one JSON line when ready, for programs that start this one")
    .addHelpText(
      "after",
      "\nExample:\n  $ safar sources add shop --file sources.json\n" +
        "  $ SAFAR_KAFKA_BROKERS=kafka-1:9092,kafka-2:9092 SAFAR_SOURCES=sources.json safar collect --listen 0.0.0.0\n",
    )
    .action(collect);
}

async function collect(options: CollectOptions): Promise<void> {
  const config = readConfig({
    file: options.config,
    flags: {
      SAFAR_LISTEN: options.listen,
      SAFAR_PORT: options.port,
      SAFAR_OPS_PORT: options.opsPort,
      SAFAR_WORKERS: options.workers,
    },
  });
  if (cluster.isWorker) return await runCollectWorker(config);
  const logger = newLogger(config.SAFAR_LOG_LEVEL);
  let close = async () => {};
  stopGracefully(logger, config.SAFAR_STOP_SECONDS, () => close());
  const running = await startCollect(config, logger, { wait: options.wait ?? false });
  close = running.close;
  const { collector, ops, sources } = running;
  if (options.json) print(JSON.stringify({ event: "ready", collector, ops }));
  else {
    print(
      `The collector is ready.\n\n  collector      ${collector}\n  state          ${ops}/readyz, ${ops}/metrics\n` +
        `  sources        ${sources.map(({ id }) => id).join(", ")}\n\nCtrl-C stops it; events that were accepted are stored first.`,
    );
  }
}
