import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Config } from "../../settings/config.js";
import type { FindKey, Source } from "../../sources/source.js";
import type { SourceEntry } from "../../sources/sources-file.js";
import { webKeyOf } from "../../sources/write-keys.js";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { reachOf } from "./reach.js";
import { demoShopRoutes } from "./routes.js";
import { DEMO_SOURCE, openDemoSource } from "./source.js";

/** Path of the demo shop on the collector. */
export const DEMO_SHOP_PATH = "/demo";

export interface DemoShop {
  readonly sources: readonly SourceEntry[];
  readonly findKey: FindKey;
  /** To be registered with {@link DEMO_SHOP_PATH} as the prefix. */
  routes(app: FastifyInstance): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the demo shop if the settings allow it.
 *
 * @param shops the real sources: if one of them has the demo shop's name, the demo shop stays closed, so that real
 *   figures are not mixed with those of the demo
 * @returns undefined when it is closed, also when the file of its source can't be used
 */
export async function openDemoShop(
  config: Config,
  warehouse: Warehouse,
  shops: readonly Source[],
  logger: Logger,
): Promise<DemoShop | undefined> {
  const reach = reachOf(config);
  if (reach === "nobody") return undefined;
  if (shops.some(({ id }) => id === DEMO_SOURCE)) {
    logger.warn(`The demo shop stays closed: sources.json already has a source named ${DEMO_SOURCE}.`);
    return undefined;
  }
  const opened = await openDemoSource(config.SAFAR_DATA, config.SAFAR_TIME_ZONE, logger).catch(
    (error: Error) => error.message,
  );
  const sources = typeof opened === "string" ? [] : opened.current();
  const [source] = sources;
  const writeKey = webKeyOf(source);
  if (typeof opened === "string" || source?.id !== DEMO_SOURCE || !writeKey) {
    // A problem of the demo must not stop real sources.
    const problem = typeof opened === "string" ? opened : "It holds another source.";
    logger.error(
      `The demo shop stays closed: ${config.SAFAR_DATA}/demo-shop.json can't be used. ${problem} Remove the file, and the next start creates a new one.`,
    );
    if (typeof opened !== "string") await opened.close();
    return undefined;
  }
  return {
    sources,
    findKey: opened.find,
    close: opened.close,
    routes: (app) => demoShopRoutes(app, { warehouse, source, writeKey, reach }),
  };
}
