import type { Command } from "commander";
import type { Config } from "../settings/config.js";
import { readConfig } from "../settings/config.js";

/** Options of the services that work on ClickHouse beside the collectors. */
export interface ServiceOptions {
  readonly config?: string;
  readonly clickhouse?: string;
  readonly opsPort?: number;
  readonly wait?: boolean;
  readonly json?: boolean;
}

/**
 * Adds the options of such a service.
 *
 * @param needs what it waits for at the start, as words in a sentence
 */
export function addServiceOptions(command: Command, needs: string): Command {
  return command
    .option("-c, --config <file>", "JSON file with settings, named as the environment variables are")
    .option("--clickhouse <address>", "address of ClickHouse's HTTP interface (SAFAR_CLICKHOUSE_URL)")
    .option(
      "--ops-port <port>",
      "port for /metrics, /livez and /readyz, 0 for a free one (SAFAR_OPS_PORT, default 9464)",
      Number,
    )
    .option("--wait", `wait for ${needs} at the start, instead of giving up without them`)
    .option("--json", "print one JSON line when ready, for programs that start this one");
}

/** The settings, with the options in front. */
export function readServiceConfig({ config, clickhouse, opsPort }: ServiceOptions): Config {
  return readConfig({ file: config, flags: { SAFAR_CLICKHOUSE_URL: clickhouse, SAFAR_OPS_PORT: opsPort } });
}
