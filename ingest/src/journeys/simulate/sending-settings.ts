import type { Config } from "../../settings/config.js";
import { hostsOf } from "../templates/shop-links.js";
import type { SendingSettings } from "./simulate.js";

/** The settings by which the engine of a collector decides about messages. */
export function sendingSettings(
  config: Pick<Config, "SAFAR_SHOP_HOSTS" | "SAFAR_EMAIL_FROM" | "SAFAR_PAGE_CONTACTS_PER_HOUR">,
): SendingSettings {
  return {
    shopHosts: hostsOf(config.SAFAR_SHOP_HOSTS, config.SAFAR_EMAIL_FROM),
    pageContactsPerHour: config.SAFAR_PAGE_CONTACTS_PER_HOUR,
  };
}
