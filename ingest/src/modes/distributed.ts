import type { Logger } from "pino";
import { buildApp } from "../app.js";
import { type Config, ConfigError } from "../config.js";
import { EVENT_COLUMNS } from "../enrich/event-row.js";
import { fairShare } from "../event-log/fair-share.js";
import { kafkaLog } from "../event-log/kafka.js";
import { kafkaBroker } from "../event-log/kafkajs/broker.js";
import { hostNames } from "../limits/known-host.js";
import { limitsOf } from "../limits/limits.js";
import { requireDescriptors, thisMachine } from "../limits/machine.js";
import { startLoader } from "../load/loader.js";
import { collectMetrics } from "../metrics/collect-metrics.js";
import { loaderMetrics } from "../metrics/loader-metrics.js";
import { logMetrics } from "../metrics/log-metrics.js";
import { buildOpsServer } from "../metrics/ops-server.js";
import { newRegistry } from "../metrics/registry.js";
import { checkSchema } from "../migrate/check-schema.js";
import { operatorRoutes } from "../operator/routes.js";
import { privacyOf } from "../privacy/privacy.js";
import { openSharedSources } from "../sources/shared-sources.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { tellSources } from "../sources/tell-sources.js";
import { live } from "../tail/live.js";
import { tailRoute } from "../tail/routes.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../validate/dead-letter-row.js";
import { openHttpWarehouse } from "../warehouse/clickhouse-http.js";
import { certificates, kafkaSettings } from "./kafka-settings.js";
import { listen } from "./listen.js";
import { isThisMachine } from "./this-machine.js";
import { untilReady } from "./until-ready.js";

export interface StartOptions {
  /** Wait for Kafka and ClickHouse instead of giving up without them. */
  readonly wait: boolean;
  /** Called for what can't be mended by waiting; the process should end with this error. */
  readonly onFatal: (error: Error) => void;
}

interface Running {
  /** Base address of /metrics, /livez and /readyz. */
  readonly ops: string;
  /** Finishes what was begun, and lets go of everything. */
  close(): Promise<void>;
}

export interface RunningCollector extends Running {
  /** Base address of the collector, such as `http://127.0.0.1:7070`. */
  readonly collector: string;
  readonly sources: readonly SourceEntry[];
}

/**
 * The collector of the distributed mode: HTTP to Kafka.
 *
 * @throws {ConfigError | BrokerError | Error} when a part can't start; those that did are closed again
 */
export async function startCollect(
  config: Config,
  logger: Logger,
  { wait }: Pick<StartOptions, "wait">,
): Promise<RunningCollector> {
  return await composed(async (opened) => {
    const machine = thisMachine();
    requireDescriptors(machine);
    const limits = limitsOf(config, machine);
    for (const sentence of limits.lowered) logger.warn(sentence);
    const { maxPendingChars } = limits;
    const settings = kafkaSettings(config, "collect");
    const sources = opened(await openSharedSources(config.SAFAR_SOURCES, { logger }));
    const broker = opened(kafkaBroker(settings, logger));
    await untilReady(() => broker.prepare(), { wait, logger });
    const registry = newRegistry();
    const metrics = logMetrics(registry);
    const kafka = opened(
      kafkaLog(broker, {
        columns: { events: EVENT_COLUMNS, deadLetters: DEAD_LETTER_COLUMNS },
        toDeadLetter: unfitRowLetter,
        deadlineMs: config.SAFAR_APPEND_MS,
        maxPendingChars,
        observe: metrics.observe,
        changed: (reason) => {
          if (reason === undefined) logger.info("Kafka takes events again");
          else logger.warn(`Events are refused until Kafka takes them: ${reason}`);
        },
      }),
    );
    const log = fairShare(kafka, maxPendingChars);
    metrics.watch(log);
    const ofRequests = collectMetrics(registry);
    const tail = live();
    const secret = config.SAFAR_OPERATOR_SECRET;
    const operator = secret === "" ? undefined : operatorRoutes(secret, [tailRoute(tail)]);
    const ops = opened(
      await buildOpsServer({
        registry,
        hosts: hostNames(config.SAFAR_OPS_HOSTS),
        unready: () => log.unavailable()?.message,
        operator,
        logger,
      }),
    );
    const app = opened(
      await buildApp({
        log,
        findKey: sources.find,
        privacy: privacyOf(config),
        publicUrl: config.SAFAR_PUBLIC_URL,
        limits,
        logger,
        observeRequest: ofRequests.request,
        observe(received) {
          ofRequests.received(received);
          tail.received(received);
        },
      }),
    );
    return {
      ops: await listen(ops, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT"),
      collector: await listen(app, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT"),
      sources: sources.current(),
    };
  });
}

/**
 * The loader: Kafka to ClickHouse.
 *
 * @throws {ConfigError | BrokerError | WarehouseError | MigrationError | Error} when a part can't start; those
 *   that did are closed again
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
      }),
    );
    await untilReady(() => checkSchema(warehouse), { wait, logger });
    const broker = opened(kafkaBroker(settings, logger));
    await untilReady(() => broker.prepare(), { wait, logger });
    if (config.SAFAR_SOURCES !== "") {
      const changed = (sources: readonly SourceEntry[]) => tellSources(warehouse, sources);
      const shared = opened(await openSharedSources(config.SAFAR_SOURCES, { logger, changed }));
      await untilReady(() => changed(shared.current()), { wait, logger });
    }
    const registry = newRegistry();
    const metrics = loaderMetrics(registry);
    const loader = startLoader(
      { broker, warehouse, logger, onFatal, observe: metrics.observer },
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

interface Part {
  close(): Promise<unknown>;
}

/** Starts parts one after another; whatever ends, they are closed in the opposite order. */
async function composed<Result>(
  compose: (opened: <Opened extends Part>(part: Opened) => Opened) => Promise<Result>,
): Promise<Result & { close(): Promise<void> }> {
  const parts: Part[] = [];
  const close = async () => {
    for (const part of parts.splice(0).reverse()) await part.close();
  };
  try {
    const result = await compose((part) => {
      parts.push(part);
      return part;
    });
    return { ...result, close };
  } catch (error) {
    await close();
    throw error;
  }
}
