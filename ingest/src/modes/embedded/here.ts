import type { Logger } from "pino";
import { eraseCustomer } from "../../journeys/customer/erase-customer.js";
import type { Change } from "../../journeys/versions/change.js";
import { changeJourney } from "../../journeys/versions/change-journey.js";
import { readErasures } from "../../people/erasures.js";
import type { ForgetRequest } from "../../people/forget.js";
import { forgetInTurn } from "../../people/forget-in-turn.js";
import type { Config } from "../../settings/config.js";
import type { Opened } from "../composed.js";
import { openEmbeddedCollector } from "./collector.js";
import { auditLogOf, changePartsOf, dashboardSecrets } from "./dashboard.js";
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
  // Nothing is asked of the collector before it is there.
  let settledHere = async () => {};
  const inTurn = forgetInTurn(
    { warehouse, erasures, settled: () => settledHere(), relink: joined.rebuild },
    config.SAFAR_DATA,
  );
  const parts = {
    addresses: { collector: engine.address("collector"), dashboard: engine.address("dashboard") },
    dashboard:
      config.SAFAR_DASHBOARD === "on"
        ? {
            secrets: dashboardSecrets(config, password),
            changeJourney: (change: Change, who: string) =>
              changeJourney(changePartsOf(config, warehouse), change, who),
            eraseCustomer: (request: ForgetRequest, who: string) =>
              eraseCustomer({ inTurn, erasures, auditLog: auditLogOf(config) }, request, who),
          }
        : undefined,
    ...{ shops, demoShop, erasures, disk, registry },
    stored: joined.stored,
  };
  const { app, tail, settled, unready } = await openEmbeddedCollector(config, logger, parts, opened);
  settledHere = settled;
  return { erasures, inTurn, tail, registry, unready, app };
}
