import { randomBytes } from "node:crypto";
import type { Logger } from "pino";
import { type KeptKey, openKeptKey } from "../kept-key.js";

const MESSAGE_KEY: KeptKey = {
  file: "messages.json",
  isKey: (key) => key.length >= 32,
  make: () => randomBytes(32).toString("base64url"),
  withoutIt:
    "Links of messages that were sent before don't work, also those to unsubscribe, until messages.json is taken from a backup.",
};

/** The key that seals the links of messages: SAFAR_MESSAGE_KEY, else the data folder's. */
export function openMessageKey(
  folder: string,
  configured: string,
  logger: Pick<Logger, "error">,
): Promise<string> {
  return openKeptKey(folder, configured, MESSAGE_KEY, logger);
}
