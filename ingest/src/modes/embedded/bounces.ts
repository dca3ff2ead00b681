import type { Logger } from "pino";
import { emailFinder } from "../../channels/email/find-email.js";
import { keepMailbox } from "../../channels/email/mailbox/keep-mailbox.js";
import { bounceMailbox } from "../../channels/email/mailbox/mailbox-settings.js";
import type { Position } from "../../channels/email/mailbox/open-mailbox.js";
import { sealWith } from "../../channels/links/seal.js";
import type { Track } from "../../channels/track/track-channel.js";
import { engineMemory } from "../../journeys/engine/memory.js";
import type { Config } from "../../settings/config.js";
import type { Opened } from "../composed.js";
import type { Store } from "./store.js";

/**
 * Reads the mailbox to which e-mails come back, where one is set.
 *
 * @throws {ConfigError} when its address can't be used
 */
export function readBounces(
  config: Config,
  logger: Logger,
  { engine, warehouse, shops, messageKey }: Pick<Store, "engine" | "warehouse" | "shops" | "messageKey">,
  track: Track,
  opened: Opened,
): void {
  const mailbox = bounceMailbox(config);
  if (mailbox === undefined) return;
  const memory = engineMemory(warehouse);
  const name = `mailbox ${mailbox.shown}` as const;
  opened(
    keepMailbox({
      ...{ mailbox, track, logger, seal: sealWith(messageKey) },
      finder: emailFinder(opened(engine.warehouse("dashboard"))),
      sourceIds: () => shops.current().map(({ id }) => id),
      memory: {
        async read() {
          const kept = await memory.read(name);
          return kept === undefined ? undefined : (JSON.parse(kept) as Position);
        },
        write: (position) => memory.write(name, JSON.stringify(position)),
      },
    }),
  );
}
