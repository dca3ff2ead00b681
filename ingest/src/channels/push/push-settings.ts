import type { Logger } from "pino";
import { type Config, ConfigError } from "../../settings/config.js";
import { type KeptKey, openKeptKey } from "../kept-key.js";
import { isVapidKey, newVapidKey, type Vapid, vapid } from "./vapid.js";

export interface PushSettings {
  readonly vapid: Vapid;
  /** Hosts of push services, subdomains included. */
  readonly services: readonly string[];
  /** Permits any host, private networks and plain HTTP. */
  readonly allowPrivate: boolean;
}

const PUSH_KEY: KeptKey = {
  file: "push.json",
  isKey: isVapidKey,
  make: newVapidKey,
  withoutIt:
    "Browsers that subscribed before get no notifications until push.json is taken from a backup, or until each visits the shop again.",
};

type Settings = Pick<
  Config,
  "SAFAR_PUSH_CONTACT" | "SAFAR_PUSH_KEY" | "SAFAR_PUSH_SERVICES" | "SAFAR_PUSH_PRIVATE" | "SAFAR_PUBLIC_URL"
>;

/**
 * How notifications are sent; the key is that of the settings, else the one that the data folder keeps.
 *
 * @param folder the data folder; undefined where several processes without one share the key of the settings
 * @returns undefined when SAFAR_PUSH_CONTACT is empty
 * @throws {ConfigError} with what to change
 */
export async function pushSettings(
  settings: Settings,
  folder: string | undefined,
  logger: Pick<Logger, "error">,
): Promise<PushSettings | undefined> {
  const {
    SAFAR_PUSH_CONTACT: contact,
    SAFAR_PUSH_KEY: configured,
    SAFAR_PUSH_PRIVATE: allowPrivate,
  } = settings;
  if (contact === "") return undefined;
  if (settings.SAFAR_PUBLIC_URL === "")
    throw new ConfigError(
      "SAFAR_PUSH_CONTACT needs SAFAR_PUBLIC_URL: where a click on a notification leads past, such as https://collect.shop.example.",
    );
  if (configured === "" && folder === undefined)
    throw new ConfigError(
      "SAFAR_PUSH_CONTACT needs SAFAR_PUSH_KEY here: the same one for every process that sends or collects. `openssl rand -base64 32 | tr +/ -_ | tr -d =` prints one.",
    );
  if (configured !== "" && !isVapidKey(configured))
    throw new ConfigError(
      "SAFAR_PUSH_KEY is no private key of P-256: 32 bytes in base64url, as `openssl rand -base64 32 | tr +/ -_ | tr -d =` prints.",
    );
  const key = await openKeptKey(folder ?? "", configured, PUSH_KEY, logger);
  return { vapid: vapid(key, contact), services: settings.SAFAR_PUSH_SERVICES.split(","), allowPrivate };
}
