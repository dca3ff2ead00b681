import type { Logger } from "pino";
import type { Change } from "../../journeys/versions/change.js";
import { changeJourney } from "../../journeys/versions/change-journey.js";
import { readErasures } from "../../people/erasures.js";
import type { Config } from "../../settings/config.js";
import type { Opened } from "../composed.js";
import { openEmbeddedCollector } from "./collector.js";
import { changePartsOf, dashboardSecrets } from "./dashboard.js";
import type { Store } from "./store.js";
import type { Taking } from "./taking.js";

/** Runs the collector in the engine's process. */
export async function takeHere(
  config: Config,
  logger: Logger,
  { engine, warehouse, disk, joined, shops, demoShop, registry, password }: Store,
  opened: Opened,
): Promise<Taking> {
  const erasures = await readErasures(warehouse);
  const parts = {
    addresses: { collector: engine.address("collector"), dashboard: engine.address("dashboard") },
    dashboard:
      config.SAFAR_DASHBOARD === "on"
        ? {
            secrets: dashboardSecrets(config, password),
            changeJourney: (change: Change, who: string) =>
              changeJourney(changePartsOf(config, warehouse), change, who),
          }
        : undefined,
    ...{ shops, demoShop, erasures, disk, registry },
    stored: joined.stored,
  };
  const { app, tail, settled, unready } = await openEmbeddedCollector(config, logger, parts, opened);
  return { erasures, settled, tail, registry, unready, app };
}
