import { randomUUID } from "node:crypto";
import { Command } from "commander";
import type { MessageChannel, MessageContent, Outcome } from "../channels/channel.js";
import { emailChannel } from "../channels/email/email-channel.js";
import { emailSettings } from "../channels/email/smtp-settings.js";
import { smsChannel } from "../channels/sms/sms-channel.js";
import { smsSettings } from "../channels/sms/sms-settings.js";
import { print } from "../output/terminal/print.js";
import { type Config, readConfig } from "../settings/config.js";
import { readSchemaFiles, schemaFolder } from "../store/migrate/schema-files.js";
import { textOf } from "./check-command.js";
import { loadJourney } from "./definition/load-journey.js";
import { readData } from "./preview-command.js";
import { fillIn } from "./templates/fill-in.js";

interface Options {
  readonly node: string;
  readonly to: string;
  readonly with?: string;
  readonly language?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** How long the mail server or the provider may take, in milliseconds. */
const WAIT_MS = 60_000;

/** `safar journeys test-send`: one message of a journey, to an address of your own. */
export function testSendCommand(): Command {
  return new Command("test-send")
    .summary("send one e-mail or SMS of a journey to an address or number of your own")
    .description(
      "Fills in a node's message and sends it by the mail server of SAFAR_SMTP_URL, or to a number by SAFAR_SMS_PROVIDER. " +
        "Permission, caps and quiet hours are not asked, nothing is written down, and its links are those of the template. " +
        "Ends with exit code 1 if it was not sent.",
    )
    .argument("<file>", "the journey's file, .json or .yaml")
    .requiredOption("--node <name>", "the node that sends it")
    .requiredOption("--to <address>", "the e-mail address or phone number it goes to")
    .option("--with <file>", "JSON with what messages show: { profile: {…}, event: {…}, shop: {…} }")
    .option("--language <code>", "its language, such as fa (default: the node's first)")
    .option("-c, --config <file>", "JSON file of settings")
    .option("--json", "print what came of it as one JSON line")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_SMTP_URL=smtps://user:password@mail.example SAFAR_EMAIL_FROM=hello@shop.example \\\n" +
        "    safar journeys test-send journeys/abandoned-cart.json --node remind --to me@shop.example --with sara.json\n" +
        "  $ SAFAR_SMS_PROVIDER=kavenegar SAFAR_SMS_FROM=10004346 SAFAR_SMS_KEY=… \\\n" +
        "    safar journeys test-send journeys/abandoned-cart.json --node remind --to 09121234567\n",
    )
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const content = await contentOf(file, options);
  const channel = await channelTo(
    options.to,
    readConfig(options.config === undefined ? {} : { file: options.config }),
  );
  const message = {
    id: `test-${randomUUID()}`,
    channel: channel.channel,
    kind: "transactional",
    to: options.to,
    content: content.message,
    language: content.language,
  } as const;
  const outcome = await channel.send(message, AbortSignal.timeout(WAIT_MS));
  await channel.close();
  print(
    options.json
      ? JSON.stringify({ id: message.id, to: options.to, ...outcome })
      : outcomeText(outcome, options.to),
  );
  if (outcome.is !== "sent") process.exitCode = 1;
}

/** What reaches an address: e-mail one with an @, SMS any other. */
async function channelTo(to: string, config: Config): Promise<MessageChannel> {
  if (to.includes("@")) {
    const email = await emailSettings(config);
    if (email) return emailChannel(email.server, email.sender);
    throw new Error("Nothing was sent: SAFAR_SMTP_URL names no mail server. See CONFIGURATION.md.");
  }
  const sms = await smsSettings(config);
  if (sms) return smsChannel(sms.provider, sms.account);
  throw new Error("Nothing was sent: SAFAR_SMS_PROVIDER names no provider of SMS. See CONFIGURATION.md.");
}

async function contentOf(file: string, { node, language, with: dataFile }: Options) {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(file, views);
  if (loaded.definition === undefined) throw new Error(`The journey does not hold.\n${textOf(loaded)}`);
  const { nodes, name } = loaded.definition;
  const sends = Object.keys(nodes).filter((each) => nodes[each]!.type === "send");
  const send = Object.hasOwn(nodes, node) ? nodes[node] : undefined;
  if (send?.type !== "send")
    throw new Error(
      `"${node}" is no node of ${name} that sends a message. There are ${sends.join(", ") || "none"}.`,
    );
  const languages = Object.keys(send.message);
  const chosen = language ?? languages[0]!;
  const written = Object.hasOwn(send.message, chosen) ? send.message[chosen] : undefined;
  if (written === undefined)
    throw new Error(`"${node}" has no message in "${chosen}". There are ${languages.join(", ")}.`);
  const filled = fillIn(written, chosen, await readData(dataFile));
  if (filled.stopped)
    throw new Error(
      `Nothing was sent: ${filled.stopped.field} can't be filled in: ${filled.stopped.reason}. Give it with --with, or a default in the template.`,
    );
  return { language: chosen, message: filled.message as MessageContent };
}

function outcomeText(outcome: Outcome, to: string): string {
  switch (outcome.is) {
    case "sent":
      return `Sent to ${to}${partsText(outcome)}.`;
    case "retryable":
      return `Not sent: ${outcome.reason}. Trying again may help.`;
    case "rejected":
      return `Not sent, it is refused: ${outcome.reason}`;
    case "in-doubt":
      return `It is not known whether it was sent: ${outcome.reason}. Look whether it arrived before you try again.`;
  }
}

function partsText({ parts, cost }: Extract<Outcome, { readonly is: "sent" }>): string {
  if (parts === undefined) return "";
  const paid = cost === undefined ? "" : `, ${cost.amount} ${cost.currency}`;
  return `, in ${parts} ${parts === 1 ? "part" : "parts"}${paid}`;
}
