import { join } from "node:path";
import type { Logger } from "pino";
import { type OpenedSources, openSources } from "../../sources/open-sources.js";

/** The demo shop's events are counted under a name of their own, never among those of a real shop. */
export const DEMO_SOURCE = "demo-shop";

/** What the demo shop sells in. */
const CURRENCY = "EUR";

/**
 * Opens the demo shop's source. It stands in a file of its own, so that its key is in force only while the
 * shop is served, and so that a browser's queue finds the same key after a restart.
 *
 * @param folder the data folder
 * @param timeZone whose calendar the first start gives it, an IANA name
 */
export function openDemoSource(folder: string, timeZone: string, logger: Logger): Promise<OpenedSources> {
  const first = { id: DEMO_SOURCE, currency: CURRENCY, timeZone };
  return openSources(join(folder, "demo-shop.json"), { logger, first });
}
