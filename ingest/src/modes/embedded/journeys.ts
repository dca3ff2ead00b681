import type { Logger } from "pino";
import { sealWith } from "../../channels/links/seal.js";
import { openChannels } from "../../channels/open-channels.js";
import type { Track } from "../../channels/track/track-channel.js";
import { clickHouseLeases } from "../../journeys/engine/clickhouse-leases.js";
import { keepJourneys } from "../../journeys/engine/keep-journeys.js";
import { engineMemory } from "../../journeys/engine/memory.js";
import { folderSender } from "../../journeys/engine/sender-mark.js";
import { hostsOf, shopLinks } from "../../journeys/templates/shop-links.js";
import { journeyMetrics } from "../../operate/metrics/journey-metrics.js";
import type { Config } from "../../settings/config.js";
import type { Opened } from "../composed.js";
import type { Store } from "./store.js";

/**
 * Runs published journeys beside the collector. Without a channel it runs those that send nothing.
 *
 * @throws {ConfigError} when the settings of a channel are invalid
 */
export async function carryOutJourneys(
  config: Config,
  logger: Logger,
  {
    engine,
    warehouse,
    registry,
    shops,
    messageKey,
    push,
  }: Pick<Store, "engine" | "warehouse" | "registry" | "shops" | "messageKey" | "push">,
  track: Track,
  opened: Opened,
): Promise<void> {
  const channels = await openChannels(config, push);
  opened(
    keepJourneys({
      warehouse,
      reader: opened(engine.warehouse("dashboard")),
      // No other process uses the data folder, so there is no lease to wait for.
      leases: clickHouseLeases(warehouse, engineMemory(warehouse)),
      sender: folderSender(config.SAFAR_DATA),
      ...{ channels, track },
      permission: "subscribed",
      pageContactsPerHour: config.SAFAR_PAGE_CONTACTS_PER_HOUR,
      shopOf: (source) => ({
        name: source,
        currency: shops.current().find(({ id }) => id === source)?.currency ?? "",
      }),
      links: {
        seal: sealWith(messageKey),
        publicUrl: config.SAFAR_PUBLIC_URL,
        isShopLink: shopLinks(hostsOf(config.SAFAR_SHOP_HOSTS, config.SAFAR_EMAIL_FROM)),
      },
      logger,
      observe: journeyMetrics(registry),
    }),
  );
}
