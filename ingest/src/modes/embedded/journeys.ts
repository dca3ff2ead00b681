import type { Logger } from "pino";
import { emailChannel } from "../../channels/email/email-channel.js";
import { emailSettings } from "../../channels/email/smtp-settings.js";
import { sealWith } from "../../channels/links/seal.js";
import { keepJourneys } from "../../journeys/engine/keep-journeys.js";
import { journeyMetrics } from "../../operate/metrics/journey-metrics.js";
import { type Config, ConfigError } from "../../settings/config.js";
import type { Opened } from "../composed.js";
import type { Store } from "./store.js";

/**
 * Carries published journeys out beside the collector, where there is a mail server to send by.
 *
 * @throws {ConfigError} when e-mails could not be unsubscribed from, or the mail server's settings can't be used
 */
export async function carryOutJourneys(
  config: Config,
  logger: Logger,
  {
    engine,
    warehouse,
    registry,
    messageKey,
  }: Pick<Store, "engine" | "warehouse" | "registry" | "messageKey">,
  opened: Opened,
): Promise<void> {
  const email = await emailSettings(config);
  if (email === undefined) return;
  if (config.SAFAR_PUBLIC_URL === "")
    throw new ConfigError(
      "SAFAR_SMTP_URL needs SAFAR_PUBLIC_URL: where the readers of e-mails reach the collector to unsubscribe, such as https://collect.shop.example.",
    );
  opened(
    keepJourneys({
      warehouse,
      reader: opened(engine.warehouse("dashboard")),
      folder: config.SAFAR_DATA,
      channels: [emailChannel(email.server, email.sender)],
      permission: "subscribed",
      shopOf: (source) => ({ name: source }),
      links: {
        seal: sealWith(messageKey),
        publicUrl: config.SAFAR_PUBLIC_URL,
      },
      logger,
      observe: journeyMetrics(registry),
    }),
  );
}
