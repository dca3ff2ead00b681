import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { buildApp } from "../app.js";
import { freezeRoutes, unfreezeAll } from "../backup/freeze.js";
import { visitorDomains } from "../collect/visitor-cookie.js";
import type { Config } from "../config.js";
import { openReader } from "../dashboard/reader.js";
import { dashboardRoutes } from "../dashboard/routes.js";
import { openClickHousePassword } from "../data-folder/clickhouse-password.js";
import { makeDataFolder } from "../data-folder/make-folder.js";
import { makePrivate } from "../data-folder/private.js";
import { tellRunning, tellStopped } from "../data-folder/running.js";
import { DEMO_SHOP_PATH, openDemoShop } from "../demo-shop/open.js";
import { freeRoute } from "../disk/free-route.js";
import { guardedLog } from "../disk/guarded-log.js";
import { lastWrite } from "../disk/last-write.js";
import { watchLostParts } from "../disk/lost-parts.js";
import { watchDisk } from "../disk/watch-disk.js";
import { startEngine } from "../engine/engine.js";
import { folderInUse } from "../engine/failed-start.js";
import { holderOf } from "../engine/holder.js";
import { freePort } from "../engine/ports.js";
import { EVENT_COLUMNS } from "../enrich/event-row.js";
import { fairShare } from "../event-log/fair-share.js";
import { groupCommit } from "../event-log/group-commit.js";
import { joinedUsers } from "../identity/joined-users.js";
import { hostNames } from "../limits/known-host.js";
import { limitsOf } from "../limits/limits.js";
import { requireDescriptors, thisMachine } from "../limits/machine.js";
import { collectMetrics } from "../metrics/collect-metrics.js";
import { logMetrics } from "../metrics/log-metrics.js";
import { buildOpsServer } from "../metrics/ops-server.js";
import { newRegistry } from "../metrics/registry.js";
import { migrateFolder } from "../migrate/copy-earlier.js";
import { applyRetention, retentionOf } from "../migrate/retention.js";
import { operatorRoutes } from "../operator/routes.js";
import { openOperatorSecret } from "../operator/secret.js";
import { readErasures } from "../people/erasures.js";
import { forgetRoute } from "../people/forget-route.js";
import { keepPredicting } from "../predict/keep-predicting.js";
import { predictRoute } from "../predict/predict-route.js";
import { privacyOf } from "../privacy/privacy.js";
import { openSources } from "../sources/open-sources.js";
import type { FindKey } from "../sources/source.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { applySources } from "../sources/tell-sources.js";
import { live } from "../tail/live.js";
import { tailRoute } from "../tail/routes.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../validate/dead-letter-row.js";
import { listen } from "./listen.js";

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
  /** True when this start made the first source and its write key. */
  readonly firstStart: boolean;
  /** Stops listening, stores what was accepted, and lets the data folder go. */
  close(): Promise<void>;
}

/**
 * The embedded mode: collector and event log in this process, and ClickHouse in a child of it.
 *
 * @throws {WarehouseError | MigrationError | Error} when a part can't start; those that did are closed again
 */
export async function startEmbedded(config: Config, logger: Logger): Promise<Embedded> {
  const opened: { close(): Promise<unknown> }[] = [];
  let stopping = false;
  // Closed twice, nothing is closed a second time: each part leaves the list before it is closed.
  const closeAll = async () => {
    stopping = true;
    for (let part = opened.pop(); part; part = opened.pop()) await part.close();
  };
  try {
    const machine = thisMachine();
    requireDescriptors(machine);
    const limits = limitsOf(config, machine);
    for (const sentence of limits.lowered) logger.warn(sentence);
    await makeDataFolder(config.SAFAR_DATA);
    await closeToOthers(config.SAFAR_DATA, logger);
    await requirePorts(config);
    const password = await openClickHousePassword(
      join(config.SAFAR_DATA, "secrets.json"),
      config.SAFAR_CLICKHOUSE_PASSWORD,
      logger,
    );
    const disk = await watchDisk(config.SAFAR_DATA, config.SAFAR_RESERVE_MIB, logger);
    opened.push(disk);
    const engine = await startEngine({
      folder: config.SAFAR_DATA,
      host: config.SAFAR_QUERY_LISTEN,
      httpPort: config.SAFAR_QUERY_PORT,
      nativePort: config.SAFAR_NATIVE_PORT,
      analystPassword: password,
      binary: config.SAFAR_CLICKHOUSE_BINARY,
      logger,
    });
    opened.push(engine);
    const warehouse = engine.warehouse("operator");
    const events = engine.warehouse("collector");
    const figures = engine.warehouse("dashboard");
    opened.push(warehouse, events, figures);
    await unfreezeAll(config.SAFAR_DATA);
    await migrateFolder(warehouse, logger);
    const joined = joinedUsers(warehouse);
    for (const table of await applyRetention(warehouse, retentionOf(config)))
      logger.info(`The retention of ${table} was changed`);
    const shops = await openSources(join(config.SAFAR_DATA, "sources.json"), {
      logger,
      first: {
        id: config.SAFAR_SOURCE,
        currency: config.SAFAR_CURRENCY,
        timeZone: config.SAFAR_TIME_ZONE,
      },
      changed: (changed) => applySources(warehouse, joined, changed),
    });
    opened.push(shops);
    const registry = newRegistry();
    const ofLog = logMetrics(registry);
    const ofRequests = collectMetrics(registry);
    const lost = await watchLostParts(warehouse, registry, logger);
    opened.push(lost);
    const writes = lastWrite();
    const tail = live();
    const commit = groupCommit(
      events,
      {
        events: { table: "event_rows", columns: EVENT_COLUMNS },
        deadLetters: { table: "dead_letters", columns: DEAD_LETTER_COLUMNS },
        toDeadLetter: unfitRowLetter,
        stored: joined.stored,
      },
      {
        maxPendingChars: limits.maxPendingChars,
        observe(observation) {
          ofLog.observe(observation);
          writes.wrote(observation);
          disk.wrote(observation);
        },
      },
    );
    ofLog.watch(commit);
    opened.push(commit);
    const log = guardedLog(fairShare(commit, limits.maxPendingChars), disk);
    const sources = shops.current();
    const demoShop = await openDemoShop(config, figures, sources, logger);
    if (demoShop) opened.push(demoShop);
    const findKey: FindKey = (writeKey, now) => shops.find(writeKey, now) ?? demoShop?.findKey(writeKey, now);
    const erasures = await readErasures(warehouse);
    const secret = await openOperatorSecret(config.SAFAR_DATA, config.SAFAR_OPERATOR_SECRET);
    const opsServer = await buildOpsServer({
      registry,
      hosts: hostNames(config.SAFAR_OPS_HOSTS),
      unready: () =>
        stopping
          ? "The collector is stopping."
          : (engine.down() ?? log.unavailable()?.message ?? writes.problem() ?? app.overload()),
      degraded: lost.problem,
      operator: operatorRoutes(secret, [
        tailRoute(tail, () => [...shops.current(), ...(demoShop?.sources ?? [])]),
        freezeRoutes(warehouse, config.SAFAR_DATA),
        forgetRoute(
          { warehouse, erasures, settled: commit.settled, relink: joined.rebuild },
          config.SAFAR_DATA,
        ),
        predictRoute(warehouse),
        freeRoute(warehouse),
      ]),
      logger,
    });
    opened.push(opsServer);
    const app: FastifyInstance = await buildApp({
      log,
      findKey,
      sources: shops.current,
      privacy: privacyOf(config),
      publicUrl: config.SAFAR_PUBLIC_URL,
      visitorDomains: visitorDomains(config.SAFAR_VISITOR_COOKIE),
      limits,
      erasures,
      logger,
      observeRequest: ofRequests.request,
      observe(received) {
        ofRequests.received(received);
        tail.received(received);
      },
    });
    opened.push(app);
    if (demoShop) await app.register(demoShop.routes, { prefix: DEMO_SHOP_PATH });
    await applySources(warehouse, joined, [...sources, ...(demoShop?.sources ?? [])]);

    const ops = await listen(opsServer, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT");
    const showsDashboard = config.SAFAR_DASHBOARD === "on";
    if (showsDashboard) {
      await app.register(dashboardRoutes, {
        reader: openReader(engine.address("dashboard")),
        secret: config.SAFAR_DASHBOARD_PASSWORD || password,
      });
    }
    const sourceIds = () => shops.current().map(({ id }) => id);
    opened.push(keepPredicting(warehouse, sourceIds, logger, config.SAFAR_PREDICT_HOURS));
    const collector = await listen(app, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT");
    const isTold = await tellRunning(config.SAFAR_DATA, { collector, clickhouse: engine.url, ops }, logger);
    if (isTold) opened.push({ close: () => tellStopped(config.SAFAR_DATA) });
    return {
      clickhouse: engine.url,
      clickhouseNative: engine.native,
      collector,
      dashboard: showsDashboard ? `${collector}/` : undefined,
      demoShop: demoShop && `${collector}${DEMO_SHOP_PATH}`,
      clickhousePassword: password,
      ops,
      sources,
      firstStart: shops.created,
      close: closeAll,
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/**
 * Looks at the ports before anything is started: the engine of a large folder takes its time.
 *
 * @throws {WarehouseError} `DATA_FOLDER_IN_USE`, or `PORT_TAKEN` with the setting to change
 */
async function requirePorts(config: Config): Promise<void> {
  try {
    await freePort(config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT");
    await freePort(config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT");
    await freePort(config.SAFAR_QUERY_LISTEN, config.SAFAR_QUERY_PORT, "SAFAR_QUERY_PORT");
  } catch (error) {
    // Of two starts on one folder the second is told of the folder, which has the same ports.
    const holder = await holderOf(config.SAFAR_DATA);
    throw holder === undefined ? error : folderInUse(config.SAFAR_DATA, holder);
  }
}

async function closeToOthers(folder: string, logger: Logger): Promise<void> {
  try {
    if (await makePrivate(folder))
      logger.warn("Other users of this machine could enter the data folder; it is closed to them now");
  } catch (err) {
    logger.warn({ err }, "The data folder can't be closed to the other users of this machine");
  }
}
