import type { Logger } from "pino";
import { hostNames } from "../collect/limits/known-host.js";
import { startLoader } from "../load/loader.js";
import { loaderMetrics } from "../operate/metrics/loader-metrics.js";
import { buildOpsServer } from "../operate/metrics/ops-server.js";
import { newRegistry } from "../operate/metrics/registry.js";
import { joinedUsers } from "../people/identity/joined-users.js";
import { keepJoined } from "../people/identity/keep-joined.js";
import { type Config, ConfigError } from "../settings/config.js";
import { requireDescriptors, thisMachine } from "../settings/machine.js";
import { openSharedSources } from "../sources/shared-sources.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { applySources } from "../sources/tell-sources.js";
import { certificates, kafkaSettings } from "../store/event-log/kafka-settings.js";
import { kafkaBroker } from "../store/event-log/kafkajs/broker.js";
import { checkSchema } from "../store/migrate/check-schema.js";
import { openHttpWarehouse, type Quorum } from "../store/warehouse/clickhouse-http.js";
import { composed } from "./composed.js";
import { listen } from "./listen.js";
import { isThisMachine } from "./this-machine.js";
import { untilReady } from "./until-ready.js";

export interface StartOptions {
  /** Wait for Kafka and ClickHouse instead of failing without them. */
  readonly wait: boolean;
  /** Called for errors that retrying cannot fix; the process should exit with this error. */
  readonly onFatal: (error: Error) => void;
}

interface Running {
  /** Base address of /metrics, /livez and /readyz. */
  readonly ops: string;
  /** Finishes pending work, and closes everything. */
  close(): Promise<void>;
}

/**
 * Starts the loader: Kafka to ClickHouse.
 *
 * @throws {ConfigError | BrokerError | WarehouseError | MigrationError | Error} when a part can't start; those that
 *   did are closed again
 */
export async function startLoad(
  config: Config,
  logger: Logger,
  { wait, onFatal }: StartOptions,
): Promise<Running> {
  return await composed(async (opened) => {
    requireDescriptors(thisMachine());
    const settings = kafkaSettings(config, "load");
    if (config.SAFAR_CLICKHOUSE_URL === "") {
      throw new ConfigError(
        "SAFAR_CLICKHOUSE_URL is not set. Name the address of ClickHouse's HTTP interface, such as http://127.0.0.1:8123.",
      );
    }
    const warehouse = opened(
      openHttpWarehouse({
        url: config.SAFAR_CLICKHOUSE_URL,
        username: config.SAFAR_CLICKHOUSE_USER,
        password: config.SAFAR_CLICKHOUSE_PASSWORD,
        requestTimeout: config.SAFAR_CLICKHOUSE_TIMEOUT_MS,
        ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
        compress: compresses(config),
        quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
      }),
    );
    await untilReady(() => checkSchema(warehouse), { wait, logger });
    const joined = joinedUsers(warehouse);
    const broker = opened(kafkaBroker(settings, logger));
    await untilReady(() => broker.prepare(), { wait, logger });
    if (config.SAFAR_SOURCES !== "") {
      const changed = (sources: readonly SourceEntry[]) => applySources(warehouse, joined, sources);
      const shared = opened(await openSharedSources(config.SAFAR_SOURCES, { logger, changed }));
      await untilReady(() => changed(shared.current()), { wait, logger });
    }
    const registry = newRegistry();
    const metrics = loaderMetrics(registry);
    const { stored } = opened(keepJoined(joined, logger));
    const loader = startLoader(
      { broker, warehouse, stored, logger, onFatal, observe: metrics.observer },
      {
        group: config.SAFAR_KAFKA_GROUP,
        maxRows: config.SAFAR_LOAD_ROWS,
        maxChars: config.SAFAR_LOAD_MIB * 1024 * 1024,
        maxWaitMs: config.SAFAR_LOAD_WAIT_MS,
      },
    );
    opened(loader);
    metrics.watch(loader);
    const ops = opened(
      await buildOpsServer({
        registry,
        hosts: hostNames(config.SAFAR_OPS_HOSTS),
        unready: loader.unavailable,
        logger,
      }),
    );
    return { ops: await listen(ops, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT") };
  });
}

function compresses({ SAFAR_CLICKHOUSE_COMPRESS: when, SAFAR_CLICKHOUSE_URL: url }: Config): boolean {
  return when === "auto" ? !isThisMachine(new URL(url).hostname) : when === "on";
}
