import { existsSync } from "node:fs";
import { Command } from "commander";
import { checkMailbox } from "../channels/email/mailbox/check-mailbox.js";
import { printHint } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { openHttpWarehouse, type Quorum } from "../store/warehouse/clickhouse-http.js";
import { engineMemory } from "./engine/memory.js";
import { askToSend } from "./engine/sender-mark.js";
import { letServerSend } from "./engine/server-mark.js";

/** `safar journeys send-from-here`: lets a copy of a data folder send. */
export function sendFromHereCommand(): Command {
  return new Command("send-from-here")
    .summary("let the journeys of a restored data folder or ClickHouse send")
    .description(
      "A copy, such as a restored backup, sends nothing until you run this, so that two copies never send the same " +
        "message. First make sure that the other one is stopped for good.",
    )
    .option("-d, --data <folder>", "data folder (SAFAR_DATA, default safar-data)")
    .option(
      "--clickhouse <address>",
      "a ClickHouse server, for `safar journeys run`, in place of a data folder",
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ safar journeys send-from-here --data /var/lib/safar\n" +
        "  $ SAFAR_CLICKHOUSE_PASSWORD=… safar journeys send-from-here --clickhouse http://clickhouse:8123\n",
    )
    .action(run);
}

interface Options {
  readonly data?: string;
  readonly clickhouse?: string;
}

async function run({ data, clickhouse }: Options): Promise<void> {
  if (clickhouse !== undefined) return await letSendAt(clickhouse);
  const config = readConfig({ flags: { SAFAR_DATA: data } });
  const folder = config.SAFAR_DATA;
  if (!existsSync(folder)) throw new Error(`There is no data folder ${folder}. Name it with --data.`);
  await askToSend(folder);
  const mailbox = await checkMailbox(config);
  if (mailbox !== undefined) printHint(mailbox.problem ?? mailbox.said);
  printHint(`Journeys send from ${folder} as soon as \`safar serve\` runs on it.`);
}

async function letSendAt(address: string): Promise<void> {
  const config = readConfig({ flags: { SAFAR_CLICKHOUSE_URL: address } });
  const warehouse = openHttpWarehouse({
    url: config.SAFAR_CLICKHOUSE_URL,
    username: config.SAFAR_CLICKHOUSE_USER,
    password: config.SAFAR_CLICKHOUSE_PASSWORD,
    quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
  });
  try {
    await letServerSend(warehouse, engineMemory(warehouse));
  } finally {
    await warehouse.close();
  }
  printHint(`Journeys are sent from ${address} as soon as \`safar journeys run\` runs.`);
}
