import { type Command, Option } from "commander";

/** The options of all commands about published journeys: which source, and where it is. */
export function withWhere(command: Command): Command {
  return command
    .option("--source <name>", "source (default: the data folder's first, else shop)")
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .addOption(
      new Option(
        "--clickhouse <address>",
        "a ClickHouse server, with a user who may insert; not for an embedded collector",
      ).env("SAFAR_CLICKHOUSE_URL"),
    )
    .addOption(new Option("--user <name>", "its user").env("SAFAR_CLICKHOUSE_USER"));
}
