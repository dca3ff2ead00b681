import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import type { Registry } from "prom-client";
import { emailFinder } from "../channels/email/find-email.js";
import { sealWith } from "../channels/links/seal.js";
import { pushSettings } from "../channels/push/push-settings.js";
import { MESSAGE_PATHS } from "../channels/routes/message-paths.js";
import { type MessageRouteParts, messageRoutes } from "../channels/routes/message-routes.js";
import { smsFinder } from "../channels/sms/find-sms.js";
import { smsSettings } from "../channels/sms/sms-settings.js";
import { buildApp } from "../collect/app.js";
import { hostNames } from "../collect/limits/known-host.js";
import type { LimitSharing } from "../collect/limits/limit-sharing.js";
import { limitsOf } from "../collect/limits/limits.js";
import { visitorDomains } from "../collect/visitor-cookie.js";
import { EVENT_COLUMNS } from "../event/enrich/event-row.js";
import { privacyOf } from "../event/privacy/privacy.js";
import { DEAD_LETTER_COLUMNS, unfitRowLetter } from "../event/validate/dead-letter-row.js";
import { readChoices } from "../journeys/customer/read-choices.js";
import { collectMetrics } from "../operate/metrics/collect-metrics.js";
import { logMetrics } from "../operate/metrics/log-metrics.js";
import { buildOpsServer, type OpsParts } from "../operate/metrics/ops-server.js";
import { newRegistry } from "../operate/metrics/registry.js";
import { type Live, live } from "../operate/tail/live.js";
import { tailRoute } from "../operate/tail/routes.js";
import { operatorRoutes } from "../operator/routes.js";
import { type Config, ConfigError } from "../settings/config.js";
import { requireDescriptors, thisMachine } from "../settings/machine.js";
import { openSharedSources } from "../sources/shared-sources.js";
import type { SourceEntry } from "../sources/sources-file.js";
import { fairShare } from "../store/event-log/fair-share.js";
import { kafkaLog } from "../store/event-log/kafka.js";
import { certificates, kafkaSettings } from "../store/event-log/kafka-settings.js";
import { kafkaBroker } from "../store/event-log/kafkajs/broker.js";
import { openHttpWarehouse } from "../store/warehouse/clickhouse-http.js";
import { composed, type Opened } from "./composed.js";
import { listen } from "./listen.js";
import { untilReady } from "./until-ready.js";
import { shareOf, workerCount } from "./workers/count.js";
import { shareLimits } from "./workers/share-limits.js";
import { startWorkers } from "./workers/start-workers.js";
import { tailOf } from "./workers/tail.js";
import { watchWorkers } from "./workers/watch.js";
import { runWorker } from "./workers/worker.js";

export interface RunningCollector {
  /** Base address of the collector, such as `http://127.0.0.1:7070`. */
  readonly collector: string;
  /** Base address of /metrics, /livez and /readyz. */
  readonly ops: string;
  readonly sources: readonly SourceEntry[];
  /** Finishes pending work, and closes everything. */
  close(): Promise<void>;
}

interface StartOptions {
  /** Wait for Kafka instead of failing without it. */
  readonly wait: boolean;
}

/**
 * Starts the collector of the distributed mode (HTTP to Kafka), in this process or in workers.
 *
 * @throws {ConfigError | BrokerError | Error} when a part can't start; those that did are closed again
 */
export async function startCollect(
  config: Config,
  logger: Logger,
  options: StartOptions,
): Promise<RunningCollector> {
  const count = workerCount(config);
  return count === 1
    ? await collectHere(config, logger, options)
    : await collectInWorkers(config, logger, { ...options, count });
}

async function collectHere(config: Config, logger: Logger, options: StartOptions): Promise<RunningCollector> {
  return await composed(async (opened) => {
    const { app, sources, registry, tail, unready } = await openCollector(config, logger, options, opened);
    const ops = await openOps(config, { registry, unready, logger }, tail, opened);
    return {
      ops,
      collector: await listen(app, config.SAFAR_LISTEN, config.SAFAR_PORT, "SAFAR_PORT"),
      sources: sources.current(),
    };
  });
}

async function collectInWorkers(
  config: Config,
  logger: Logger,
  { wait, count }: StartOptions & { count: number },
): Promise<RunningCollector> {
  return await composed(async (opened) => {
    const sources = opened(await openSharedSources(config.SAFAR_SOURCES, { logger }));
    const workers = opened(
      await startWorkers({
        count,
        host: config.SAFAR_LISTEN,
        port: config.SAFAR_PORT,
        wait,
        logger,
      }),
    );
    shareLimits(workers);
    const watched = opened(watchWorkers(workers, newRegistry(), logger));
    const ops = await openOps(config, { ...watched, logger }, tailOf(workers), opened);
    return { ops, collector: workers.address, sources: sources.current() };
  });
}

/** Runs this process as a worker started by another one with the same command line. */
export async function runCollectWorker(config: Config): Promise<void> {
  const { SAFAR_LOG_LEVEL: logLevel, SAFAR_STOP_SECONDS: stopSeconds } = config;
  await runWorker({ logLevel, stopSeconds }, async ({ count, port, wait }, sharing, logger) => {
    const own = shareOf(config, count);
    return await composed(async (opened) => {
      const { app, ...parts } = await openCollector(own, logger, { wait, sharing }, opened);
      return { ...parts, address: await listen(app, own.SAFAR_LISTEN, port, "SAFAR_PORT") };
    });
  });
}

interface OpenedCollector {
  /** Not yet listening. */
  readonly app: FastifyInstance;
  readonly sources: { current(): readonly SourceEntry[] };
  readonly registry: Registry;
  readonly tail: Live;
  unready(): string | undefined;
}

async function openCollector(
  config: Config,
  logger: Logger,
  { wait, sharing }: StartOptions & { sharing?: LimitSharing },
  opened: Opened,
): Promise<OpenedCollector> {
  const machine = thisMachine();
  requireDescriptors(machine);
  const limits = limitsOf(config, { ...machine, memory: machine.memory / (sharing?.among ?? 1) });
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
  // Collectors need a configured key to open links in messages of other processes.
  const seal = config.SAFAR_MESSAGE_KEY === "" ? undefined : sealWith(config.SAFAR_MESSAGE_KEY);
  const pushKey = (await pushSettings(config, undefined, logger))?.vapid.publicKey;
  const told = await providersOf(config, opened);
  if (seal === undefined && config.SAFAR_SMS_PROVIDER !== "")
    logger.warn("SAFAR_MESSAGE_KEY is not set, so receipts and replies of SMS are not taken here");
  const app = opened(
    await buildApp({
      log,
      findKey: sources.find,
      sources: sources.current,
      privacy: privacyOf(config),
      publicUrl: config.SAFAR_PUBLIC_URL,
      visitorDomains: visitorDomains(config.SAFAR_VISITOR_COOKIE),
      limits,
      sharing,
      more: seal && {
        routes: (routes, limited) => messageRoutes(routes, { ...limited, seal, ...told, pushKey }),
        paths: MESSAGE_PATHS,
      },
      logger,
      observeRequest: ofRequests.request,
      observe(received) {
        ofRequests.received(received);
        tail.received(received);
      },
    }),
  );
  return { app, sources, registry, tail, unready: () => log.unavailable()?.message ?? app.overload() };
}

/** Time limit of a question about a message or an address, in seconds. */
const FINDING_SECONDS = 10;

/**
 * What finds the message or the person that a provider tells of: in ClickHouse, where journeys keep what they sent.
 *
 * @throws {ConfigError} when the provider of SMS is invalid, or there is no ClickHouse to find people by number
 */
async function providersOf(
  config: Config,
  opened: Opened,
): Promise<Pick<MessageRouteParts, "sms" | "email" | "choices">> {
  const sms = await smsSettings(config);
  if (config.SAFAR_CLICKHOUSE_URL === "") {
    if (sms === undefined) return { sms: undefined, email: undefined, choices: undefined };
    throw new ConfigError(
      "SAFAR_SMS_PROVIDER at `safar collect` needs SAFAR_CLICKHOUSE_URL: there it finds the message of a receipt, and who replied STOP.",
    );
  }
  const reader = opened(
    openHttpWarehouse({
      url: config.SAFAR_CLICKHOUSE_URL,
      username: config.SAFAR_CLICKHOUSE_USER,
      password: config.SAFAR_CLICKHOUSE_PASSWORD,
      ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
      readsFor: FINDING_SECONDS,
      requestTimeout: (FINDING_SECONDS + 5) * 1_000,
    }),
  );
  return {
    sms: sms && { provider: sms.provider, finder: smsFinder(reader) },
    email: emailFinder(reader),
    choices: (about) => readChoices(reader, about.source, about),
  };
}

/** @returns the address of the operations port */
async function openOps(
  config: Config,
  parts: Omit<OpsParts, "operator" | "hosts">,
  tail: Pick<Live, "follow">,
  opened: Opened,
): Promise<string> {
  const secret = config.SAFAR_OPERATOR_SECRET;
  const operator = secret === "" ? undefined : operatorRoutes(secret, [tailRoute(tail)]);
  const ops = opened(await buildOpsServer({ ...parts, hosts: hostNames(config.SAFAR_OPS_HOSTS), operator }));
  return await listen(ops, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT");
}
