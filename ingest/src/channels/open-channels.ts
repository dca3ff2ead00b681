import type { UnsetChannel } from "@safar/schemas/dashboard";
import { type Config, ConfigError } from "../settings/config.js";
import type { MessageChannel } from "./channel.js";
import { emailChannel } from "./email/email-channel.js";
import { emailSettings } from "./email/smtp-settings.js";
import { pushChannel } from "./push/push-channel.js";
import type { PushSettings } from "./push/push-settings.js";
import { smsChannel } from "./sms/sms-channel.js";
import { smsSettings } from "./sms/sms-settings.js";
import { webhookChannel } from "./webhook/webhook-channel.js";

/** The channels that {@link openChannels} opens by these settings, for a process that does not send. */
export function channelsSetUp(config: Config): ReadonlySet<UnsetChannel> {
  const named: Readonly<Record<UnsetChannel, string>> = {
    email: config.SAFAR_SMTP_URL,
    sms: config.SAFAR_SMS_PROVIDER,
    push: config.SAFAR_PUSH_CONTACT,
    webhook: config.SAFAR_WEBHOOK_SECRET,
  };
  return new Set((Object.keys(named) as UnsetChannel[]).filter((channel) => named[channel] !== ""));
}

/**
 * The ways to reach people that the settings name. Nothing is connected before the first message.
 *
 * @param push how notifications are sent, if they are
 * @throws {ConfigError} when a setting can't be used, or one needs another; the message says what to change
 */
export async function openChannels(
  config: Config,
  push: PushSettings | undefined,
): Promise<MessageChannel[]> {
  const email = await emailSettings(config);
  if (email !== undefined && config.SAFAR_PUBLIC_URL === "")
    throw new ConfigError(
      "SAFAR_SMTP_URL needs SAFAR_PUBLIC_URL: where the readers of e-mails reach the collector to unsubscribe, such as https://collect.shop.example.",
    );
  const sms = await smsSettings(config);
  if (sms !== undefined && config.SAFAR_PUBLIC_URL === "")
    throw new ConfigError(
      "SAFAR_SMS_PROVIDER needs SAFAR_PUBLIC_URL: where the provider tells what became of messages, such as https://collect.shop.example.",
    );
  const { SAFAR_WEBHOOK_SECRET: secret, SAFAR_WEBHOOK_PRIVATE: allowPrivate } = config;
  return [
    ...(email === undefined ? [] : [emailChannel(email.server, email.sender)]),
    ...(sms === undefined ? [] : [smsChannel(sms.provider, sms.account)]),
    ...(push === undefined ? [] : [pushChannel(push)]),
    ...(secret === "" ? [] : [webhookChannel({ secret, allowPrivate })]),
  ];
}
