import { stat } from "node:fs/promises";
import { Command } from "commander";
import { EMAIL_PROVIDERS } from "../channels/email/notices.js";
import { openMessageKey } from "../channels/links/message-key.js";
import { sealWith } from "../channels/links/seal.js";
import { emailPath } from "../channels/routes/email-routes.js";
import { SMS_PATHS } from "../channels/routes/sms-routes.js";
import { sealSource } from "../channels/routes/source-token.js";
import { print, say } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";

interface Options {
  readonly source?: string;
  readonly data?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `safar journeys provider-urls`: the addresses that are entered at providers of SMS and e-mail. */
export function providerUrlsCommand(): Command {
  return new Command("provider-urls")
    .summary("show the addresses to enter at providers of SMS and e-mail, for receipts, replies and bounces")
    .description(
      "Prints addresses below SAFAR_PUBLIC_URL to enter in the panel of the provider: of SMS where it tells what became of " +
        "messages, and where it hands on replies, so that STOP and لغو are heard; of e-mail where it tells of bounces and " +
        "complaints. Keep them secret: anyone who knows them can unsubscribe people.",
    )
    .option("--source <id>", "source whose messages they are for (default: the first one, SAFAR_SOURCE)")
    .option("--data <folder>", "data folder of the collector (default: SAFAR_DATA)")
    .option("-c, --config <file>", "JSON file of settings")
    .option("--json", "print one JSON line")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_PUBLIC_URL=https://collect.shop.example safar journeys provider-urls\n",
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
  const seal = sealWith(key);
  const named = source ?? config.SAFAR_SOURCE;
  const address = (path: string, use: "sms" | "email") =>
    `${publicUrl}${path}?t=${sealSource(seal, use, named)}`;
  const urls: Record<string, string> = {
    receipts: address(SMS_PATHS.receipt, "sms"),
    replies: address(SMS_PATHS.inbound, "sms"),
  };
  for (const provider of EMAIL_PROVIDERS) urls[provider] = address(emailPath(provider), "email");
  const lines = Object.entries(urls).map(([name, url]) => `${name.padEnd(10)}${url}`);
  print(json ? JSON.stringify(urls) : lines.join("\n"));
}

async function isFolder(path: string): Promise<boolean> {
  return await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
