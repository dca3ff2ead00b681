import type { Logger } from "pino";
import { keepPredicting } from "../ask/predict/keep-predicting.js";
import { predictRoute } from "../ask/predict/predict-route.js";
import { hostNames } from "../collect/limits/known-host.js";
import { tellRunning, tellStopped } from "../data-folder/running.js";
import { changeRoute } from "../journeys/versions/change-route.js";
import { freezeRoutes } from "../operate/backup/freeze.js";
import { freeRoute } from "../operate/disk/free-route.js";
import { buildOpsServer } from "../operate/metrics/ops-server.js";
import { tailRoute } from "../operate/tail/routes.js";
import { operatorRoutes } from "../operator/routes.js";
import { openOperatorSecret } from "../operator/secret.js";
import { forgetRoute } from "../people/forget-route.js";
import type { Config } from "../settings/config.js";
import { requireDescriptors, thisMachine } from "../settings/machine.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { DEMO_SHOP_PATH } from "../try/demo-shop/open.js";
import { composed, type Opened } from "./composed.js";
import { readBounces } from "./embedded/bounces.js";
import { changePartsOf } from "./embedded/dashboard.js";
import { takeHere } from "./embedded/here.js";
import { takeInWorkers } from "./embedded/in-workers.js";
import { carryOutJourneys } from "./embedded/journeys.js";
import { ownEvents } from "./embedded/own-events.js";
import { openStore, type Store } from "./embedded/store.js";
import type { Taking } from "./embedded/taking.js";
import { listen } from "./listen.js";
import { workerCount } from "./workers/count.js";

export interface Embedded {
  /** Base address of the collector, such as `http://127.0.0.1:7070`. */
  readonly collector: string;
  /** Base address of ClickHouse's HTTP interface, and host and port of its native one. */
  readonly clickhouse: string;
  readonly clickhouseNative: string;
  readonly clickhousePassword: string;
  /** Base address of /metrics, /livez, /readyz and the operator's interface. */
  readonly ops: string;
  readonly sources: readonly SourceEntry[];
  /** Address of the dashboard, when it is shown. */
  readonly dashboard?: string | undefined;
  /** Address of the demo shop, when it is open. */
  readonly demoShop?: string | undefined;
  /** True when this start created the first source and its write key. */
  readonly firstStart: boolean;
  /** Stops listening, stores what was accepted, and releases the data folder. */
  close(): Promise<void>;
}

/**
 * Starts the embedded mode: ClickHouse in a child process, and the collector in this process or in workers that share
 * its port.
 *
 * @throws {ConfigError | WarehouseError | MigrationError | Error} when a part can't start; those that did are closed
 *   again
 */
export async function startEmbedded(config: Config, logger: Logger): Promise<Embedded> {
  const count = workerCount(config);
  requireDescriptors(thisMachine());
  return await composed(async (opened) => {
    const store = await openStore(config, logger, opened);
    const { engine, warehouse, disk, shops, demoShop, password } = store;
    const taking =
      count === 1
        ? await takeHere(config, logger, store, opened)
        : await takeInWorkers(config, logger, store, count, opened);
    let stopping = false;
    const ops = await openOps(config, logger, store, { ...taking, unready }, opened);
    async function unready() {
      if (stopping) return "The collector is stopping.";
      return engine.down() ?? disk.problem() ?? (await taking.unready());
    }
    const sourceIds = () => shops.current().map(({ id }) => id);
    opened(keepPredicting(warehouse, sourceIds, logger, config.SAFAR_PREDICT_HOURS));
    const track = ownEvents(config, store, taking.erasures, opened);
    await carryOutJourneys(config, logger, store, track, opened);
    readBounces(config, logger, store, track, opened);
    const collector =
      taking.address ?? (await listen(taking.app!, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT"));
    const isTold = await tellRunning(config.SAFAR_DATA, { collector, clickhouse: engine.url, ops }, logger);
    opened({
      async close() {
        stopping = true;
        if (isTold) await tellStopped(config.SAFAR_DATA);
      },
    });
    return {
      clickhouse: engine.url,
      clickhouseNative: engine.native,
      collector,
      dashboard: config.SAFAR_DASHBOARD === "on" ? `${collector}/` : undefined,
      demoShop: demoShop && `${collector}${DEMO_SHOP_PATH}`,
      clickhousePassword: password,
      ops,
      sources: shops.current(),
      firstStart: shops.created,
    };
  });
}

/** @returns the address of the operations port */
async function openOps(
  config: Config,
  logger: Logger,
  { warehouse, lost, shops, demoShop }: Store,
  { registry, unready, inTurn, tail }: Taking,
  opened: Opened,
): Promise<string> {
  const folder = config.SAFAR_DATA;
  const secret = await openOperatorSecret(folder, config.SAFAR_OPERATOR_SECRET);
  const server = opened(
    await buildOpsServer({
      registry,
      hosts: hostNames(config.SAFAR_OPS_HOSTS),
      unready,
      degraded: lost.problem,
      operator: operatorRoutes(secret, [
        tailRoute(tail, () => [...shops.current(), ...(demoShop?.sources ?? [])]),
        freezeRoutes(warehouse, folder),
        forgetRoute(inTurn),
        predictRoute(warehouse),
        changeRoute(changePartsOf(config, warehouse)),
        freeRoute(warehouse),
      ]),
      logger,
    }),
  );
  return await listen(server, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT");
}
