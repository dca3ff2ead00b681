import { stat } from "node:fs/promises";
import { Command } from "commander";
import { openMessageKey } from "../channels/links/message-key.js";
import { sealWith } from "../channels/links/seal.js";
import { SMS_PATHS, sealSource } from "../channels/routes/sms-routes.js";
import { print, say } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";

interface Options {
  readonly source?: string;
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `safar journeys sms-urls`: the addresses that are entered at a provider of SMS. */
export function smsUrlsCommand(): Command {
  return new Command("sms-urls")
    .summary("show the addresses to enter at the provider of SMS, for receipts and replies")
    .description(
      "Prints two addresses, below SAFAR_PUBLIC_URL, to enter in the provider's panel: where it tells what became of " +
        "messages, and where it hands on replies, so that STOP and لغو are heard. Keep them secret: whoever knows them can " +
        "unsubscribe people.",
    )
    .option("--source <id>", "source whose messages they are for (default: the first one, SAFAR_SOURCE)")
    .option("--data <folder>", "data folder of the collector (default: SAFAR_DATA)")
    .option("-c, --config <file>", "JSON file of settings")
    .option("--json", "print one JSON line")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_PUBLIC_URL=https://collect.shop.example safar journeys sms-urls\n",
    )
    .action(run);
}

async function run({ source, data, config: file, json }: Options): Promise<void> {
  const config = readConfig({ ...(file === undefined ? {} : { file }), flags: { SAFAR_DATA: data } });
  const publicUrl = config.SAFAR_PUBLIC_URL.replace(/\/$/, "");
  if (publicUrl === "")
    throw new Error(
      "SAFAR_PUBLIC_URL is empty. Set it to where the provider reaches the collector, such as https://collect.shop.example.",
    );
  if (config.SAFAR_MESSAGE_KEY === "" && !(await isFolder(config.SAFAR_DATA)))
    throw new Error(`There is no data folder ${config.SAFAR_DATA}. Name the collector's with --data.`);
  const key = await openMessageKey(config.SAFAR_DATA, config.SAFAR_MESSAGE_KEY, {
    error: (text: unknown) => say(String(text)),
  });
  const token = sealSource(sealWith(key), source ?? config.SAFAR_SOURCE);
  const urls = {
    receipts: `${publicUrl}${SMS_PATHS.receipt}?t=${token}`,
    replies: `${publicUrl}${SMS_PATHS.inbound}?t=${token}`,
  };
  print(json ? JSON.stringify(urls) : `receipts  ${urls.receipts}\nreplies   ${urls.replies}`);
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
