import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { MessageChannel, MessageContent, Outcome } from "../../channels/channel.js";
import { emailChannel } from "../../channels/email/email-channel.js";
import { emailSettings } from "../../channels/email/smtp-settings.js";
import { pushChannel } from "../../channels/push/push-channel.js";
import { pushSettings } from "../../channels/push/push-settings.js";
import { type PushSubscription, readSubscription } from "../../channels/push/subscription.js";
import { smsChannel } from "../../channels/sms/sms-channel.js";
import { smsSettings } from "../../channels/sms/sms-settings.js";
import type { Config } from "../../settings/config.js";

/** How long the mail server or the provider may take, in milliseconds. */
const WAIT_MS = 60_000;

/** What came of a test message, and who was asked to deliver it. */
export interface TestSent {
  readonly id: string;
  readonly to: string;
  readonly channel: MessageChannel["channel"];
  /** The mail server, the provider of SMS, or the push service; without passwords. */
  readonly provider: string;
  readonly outcome: Outcome;
}

/** A test message that no channel can carry. */
export class TestMessageError extends Error {
  override readonly name = "TestMessageError";
  constructor(
    readonly code: "no_channel" | "no_subscription",
    message: string,
  ) {
    super(message);
  }
}

/**
 * Sends a message to one address of one's own: permission, caps and quiet hours do not matter, clicks are not counted,
 * the journal does not know it, and there is no link to unsubscribe.
 *
 * @param to an e-mail address, a phone number, or a browser's subscription in JSON
 * @throws {TestMessageError} with what to set up
 */
export async function sendTestMessage(
  { message: content, language }: { readonly message: MessageContent; readonly language: string },
  to: string,
  config: Config,
): Promise<TestSent> {
  const browser = browserOf(to);
  const channel = browser === undefined ? await channelTo(to, config) : await pushHere(config);
  const { subject } = content;
  const message = {
    id: `test-${randomUUID()}`,
    channel: channel.channel,
    kind: "transactional",
    ...(browser === undefined ? { to } : { to: browser.endpoint, keys: browser }),
    content: browser === undefined || subject === undefined ? content : { ...content, title: subject },
    language,
  } as const;
  try {
    const outcome = await channel.send(message, AbortSignal.timeout(WAIT_MS));
    const provider = providerName(channel, message.to, config);
    return { id: message.id, to: message.to, channel: channel.channel, provider, outcome };
  } finally {
    await channel.close();
  }
}

function providerName({ channel }: MessageChannel, to: string, config: Config): string {
  if (channel === "push") return new URL(to).host;
  return channel === "email" ? serverName(config) : basename(config.SAFAR_SMS_PROVIDER, ".json");
}

/** The mail server without the password that stands in its address. */
function serverName({ SAFAR_SMTP_URL: url }: Config): string {
  return new URL(url).host;
}

/** @throws {TestMessageError} for JSON that is no subscription */
function browserOf(to: string): PushSubscription | undefined {
  if (!to.startsWith("{")) return undefined;
  const browser = readSubscription(parsed(to));
  if (browser) return browser;
  throw new TestMessageError(
    "no_subscription",
    "Nothing was sent: --to is no subscription. In the browser's console of a page where you subscribed, this prints it: " +
      'JSON.stringify(await (await navigator.serviceWorker.getRegistration("/safar-push/")).pushManager.getSubscription())',
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With the key that the browser subscribed with: another one is refused. */
async function pushHere(config: Config): Promise<MessageChannel> {
  const isKept = await readFile(join(config.SAFAR_DATA, "push.json")).then(
    () => true,
    () => false,
  );
  const push = await pushSettings(config, isKept ? config.SAFAR_DATA : undefined, console);
  if (push) return pushChannel(push);
  throw new TestMessageError(
    "no_channel",
    "Nothing was sent: SAFAR_PUSH_CONTACT is not set. Set it as `safar serve` has it, as in the example of --help.",
  );
}

/** What reaches an address: e-mail one with an @, SMS any other. */
async function channelTo(to: string, config: Config): Promise<MessageChannel> {
  if (to.includes("@")) {
    const email = await emailSettings(config);
    if (email) return emailChannel(email.server, email.sender);
    throw new TestMessageError(
      "no_channel",
      "Nothing was sent: SAFAR_SMTP_URL names no mail server. Set it and SAFAR_EMAIL_FROM, as in the example of --help.",
    );
  }
  const sms = await smsSettings(config);
  if (sms) return smsChannel(sms.provider, sms.account);
  throw new TestMessageError(
    "no_channel",
    "Nothing was sent: SAFAR_SMS_PROVIDER names no provider of SMS. Set it with SAFAR_SMS_FROM and SAFAR_SMS_KEY, as in the example of --help. An e-mail address has an @.",
  );
}
