import { join } from "node:path";
import type { Logger } from "pino";
import { type OpenedSources, openSources } from "../../sources/open-sources.js";

/** The demo shop's events have their own source, separate from real shops. */
export const DEMO_SOURCE = "demo-shop";

/** The demo shop's currency. */
const CURRENCY = "EUR";

/**
 * Opens the demo shop's source. It is in a separate file, so that its key is valid only while the shop is served, and
 * stays the same after a restart for events queued in browsers.
 *
 * @param folder the data folder
 * @param timeZone the source's time zone at its first start, an IANA name
 */
export function openDemoSource(folder: string, timeZone: string, logger: Logger): Promise<OpenedSources> {
  const first = { id: DEMO_SOURCE, currency: CURRENCY, timeZone };
  return openSources(join(folder, "demo-shop.json"), { logger, first });
}
