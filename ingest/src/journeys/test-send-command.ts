import { Command } from "commander";
import type { MessageChannel, MessageContent, Outcome } from "../channels/channel.js";
import { print } from "../output/terminal/print.js";
import { readConfig } from "../settings/config.js";
import { readSchemaFiles, schemaFolder } from "../store/migrate/schema-files.js";
import { textOf } from "./check-command.js";
import { loadJourney } from "./definition/load-journey.js";
import { sendTestMessage } from "./sending/test-message.js";
import { DATA_FILE_HELP, readData } from "./templates/data-file.js";
import { EXAMPLE } from "./templates/example.js";
import { fillIn } from "./templates/fill-in.js";

interface Options {
  readonly node: string;
  readonly to: string;
  readonly with?: string;
  readonly language?: string;
  readonly config?: string;
  readonly json?: boolean;
}

/** `safar journeys test-send`: one message of a journey, to an address of your own. */
export function testSendCommand(): Command {
  return new Command("test-send")
    .summary("send one e-mail, SMS or notification of a journey to yourself")
    .description(
      "Fills in a node's message for an example person, or with what --with names, and sends it: to an address by the mail " +
        "server of SAFAR_SMTP_URL, to a number by SAFAR_SMS_PROVIDER, to a browser's subscription, in JSON, by its push " +
        "service. This is a test: permission, caps and quiet hours do not " +
        "apply, clicks are not counted, the journal has no entry of it, and there is no link to unsubscribe. " +
        "Ends with exit code 1 if it was not sent.",
    )
    .argument("<file>", "the journey's file, .json or .yaml")
    .requiredOption("--node <name>", "the node whose message is sent, such as remind")
    .requiredOption("--to <address>", "the e-mail address, phone number or subscription it goes to")
    .option("--with <file>", DATA_FILE_HELP)
    .option("--language <code>", "its language, such as fa (default: the node's first)")
    .option("-c, --config <file>", "JSON file of settings")
    .option("--json", "print what came of it as one JSON line")
    .addHelpText(
      "after",
      "\nExample:\n  $ SAFAR_SMTP_URL=smtps://user:password@mail.example SAFAR_EMAIL_FROM=hello@shop.example \\\n" +
        "    safar journeys test-send journeys/abandoned-cart.json --node remind --to me@shop.example --with sara.json\n" +
        "  $ SAFAR_SMS_PROVIDER=kavenegar SAFAR_SMS_FROM=10004346 SAFAR_SMS_KEY=… \\\n" +
        "    safar journeys test-send journeys/abandoned-cart.json --node remind --to 09121234567\n" +
        "  $ SAFAR_PUSH_CONTACT=mailto:hello@shop.example SAFAR_PUBLIC_URL=https://collect.shop.example \\\n" +
        '    safar journeys test-send journeys/abandoned-cart.json --node remind --to \'{"endpoint":"https://…","keys":{…}}\'\n',
    )
    .action(run);
}

async function run(file: string, options: Options): Promise<void> {
  const content = await contentOf(file, options);
  const config = readConfig(options.config === undefined ? {} : { file: options.config });
  const { subject } = content.message;
  const { id, to, channel, provider, outcome } = await sendTestMessage(content, options.to, config);
  print(
    options.json
      ? JSON.stringify({ id, to, ...outcome })
      : outcomeText(outcome, {
          to: channel === "push" ? "the browser" : options.to,
          subject: subject === undefined ? "the message" : `"${subject}"`,
          ...{ provider, channel },
        }),
  );
  if (outcome.is !== "sent") process.exitCode = 1;
}

/** What was sent to whom, and by what, in the words of the answer. */
interface Sent {
  readonly to: string;
  readonly subject: string;
  readonly provider: string;
  readonly channel: MessageChannel["channel"];
}

async function contentOf(file: string, { node, language, with: dataFile }: Options) {
  const { views } = await readSchemaFiles(schemaFolder());
  const loaded = await loadJourney(file, views);
  if (loaded.definition === undefined) throw new Error(`The journey has problems.\n${textOf(loaded)}`);
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
  const filled = fillIn(
    written,
    chosen,
    await readData(dataFile, dataFile === undefined ? EXAMPLE : undefined),
  );
  if (filled.stopped)
    throw new Error(
      `Nothing was sent: the ${filled.stopped.field} of "${node}" needs a value that is not there (${filled.stopped.reason}). ` +
        `Name it in a file with --with, or give it a default in the template: {{ profile.name | default: "friend" }}.`,
    );
  return { language: chosen, message: filled.message as MessageContent };
}

/** What to do when a message that was taken does not arrive. */
const IF_MISSING: Readonly<Partial<Record<MessageChannel["channel"], string>>> = {
  email: "If it does not arrive, look into the spam folder and into the log of the mail server.",
  sms: "If it does not arrive, look for it in the provider's list of messages.",
  push: "If it does not appear, see that the browser is open and may show notifications.",
};

function outcomeText(outcome: Outcome, { to, subject, provider, channel }: Sent): string {
  switch (outcome.is) {
    case "sent":
      return `${provider} took ${subject} for ${to}${partsText(outcome)}. ${IF_MISSING[channel] ?? ""}`;
    case "retryable":
      return `Not sent, ${provider} did not take it: ${sentence(outcome.reason)} If this is no passing fault, check the settings.`;
    case "rejected":
      return `Not sent, it was refused: ${sentence(outcome.reason)}`;
    case "in-doubt":
      return `It may have been sent or not, ${provider} gave no answer: ${sentence(outcome.reason)} Look whether it arrived before you try again.`;
  }
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

function partsText({ parts, cost }: Extract<Outcome, { readonly is: "sent" }>): string {
  if (parts === undefined) return "";
  const paid = cost === undefined ? "" : `, ${cost.amount} ${cost.currency}`;
  return `, in ${parts} ${parts === 1 ? "part" : "parts"}${paid}`;
}
