import type { Logger } from "pino";
import { sealWith } from "../channels/links/seal.js";
import { openChannels } from "../channels/open-channels.js";
import { pushSettings } from "../channels/push/push-settings.js";
import { hostNames } from "../collect/limits/known-host.js";
import { clickHouseLeases } from "../journeys/engine/clickhouse-leases.js";
import { keepJourneys } from "../journeys/engine/keep-journeys.js";
import { engineMemory } from "../journeys/engine/memory.js";
import { serverSender } from "../journeys/engine/server-mark.js";
import { hostsOf, shopLinks } from "../journeys/templates/shop-links.js";
import { journeyMetrics, journeyState } from "../operate/metrics/journey-metrics.js";
import { buildOpsServer } from "../operate/metrics/ops-server.js";
import { newRegistry } from "../operate/metrics/registry.js";
import { type Config, ConfigError } from "../settings/config.js";
import { requireDescriptors, thisMachine } from "../settings/machine.js";
import { certificates } from "../store/event-log/kafka-settings.js";
import { checkSchema } from "../store/migrate/check-schema.js";
import { openHttpWarehouse, type Quorum } from "../store/warehouse/clickhouse-http.js";
import { DATABASE } from "../store/warehouse/statements.js";
import type { Warehouse } from "../store/warehouse/warehouse.js";
import { composed } from "./composed.js";
import { followCurrencies } from "./follow-currencies.js";
import { listen } from "./listen.js";
import { trackThroughKafka } from "./track-through-kafka.js";
import { untilReady } from "./until-ready.js";

interface Running {
  /** Base address of /metrics, /livez and /readyz. */
  readonly ops: string;
  /** The configured channels. */
  readonly channels: readonly string[];
  /** Finishes pending work, so that another engine can take over. */
  close(): Promise<void>;
}

/** Time limit of a segment's query, in seconds; the same as in the embedded mode. */
const SEGMENT_SECONDS = 60;

/**
 * Starts a journey engine without a collector: one of several is active, the others stand by.
 *
 * @throws {ConfigError | WarehouseError | MigrationError | Error} when a part can't start; those that did are closed
 *   again
 */
export async function startJourneys(
  config: Config,
  logger: Logger,
  { wait }: { readonly wait: boolean },
): Promise<Running> {
  return await composed(async (opened) => {
    requireDescriptors(thisMachine());
    if (config.SAFAR_CLICKHOUSE_URL === "")
      throw new ConfigError(
        "SAFAR_CLICKHOUSE_URL is not set. Name the address of ClickHouse's HTTP interface, such as http://127.0.0.1:8123. (`safar serve` carries journeys out by itself.)",
      );
    const channels = await openChannels(config, await pushSettings(config, undefined, logger));
    if (channels.length > 0 && config.SAFAR_MESSAGE_KEY === "")
      throw new ConfigError(
        "SAFAR_MESSAGE_KEY is not set. It signs the links in messages; `safar collect` needs the same one to open them.",
      );
    const connect = (readsFor?: number) =>
      opened(
        openHttpWarehouse({
          url: config.SAFAR_CLICKHOUSE_URL,
          username: config.SAFAR_CLICKHOUSE_USER,
          password: config.SAFAR_CLICKHOUSE_PASSWORD,
          ...certificates("SAFAR_CLICKHOUSE_CA", config.SAFAR_CLICKHOUSE_CA),
          quorum: config.SAFAR_CLICKHOUSE_QUORUM as Quorum,
          ...(readsFor === undefined
            ? { requestTimeout: config.SAFAR_CLICKHOUSE_TIMEOUT_MS }
            : { readsFor, requestTimeout: (readsFor + 5) * 1_000 }),
        }),
      );
    const warehouse = connect();
    await untilReady(() => checkSchema(warehouse), { wait, logger });
    await requireOneServer(warehouse);
    const track = await trackThroughKafka(config, logger, { wait }, opened);
    const currencies = opened(await followCurrencies(warehouse));
    const registry = newRegistry();
    const showState = journeyState(registry);
    const kept = opened(
      keepJourneys({
        warehouse,
        reader: connect(SEGMENT_SECONDS),
        leases: clickHouseLeases(warehouse, engineMemory(warehouse), {
          silenceMs: config.SAFAR_JOURNEYS_SILENCE_MS,
        }),
        sender: serverSender(warehouse),
        channels,
        ...(track && { track }),
        permission: "subscribed",
        pageContactsPerHour: config.SAFAR_PAGE_CONTACTS_PER_HOUR,
        shopOf: (source) => ({ name: source, currency: currencies.of(source) }),
        links: {
          seal: sealWith(config.SAFAR_MESSAGE_KEY),
          publicUrl: config.SAFAR_PUBLIC_URL,
          isShopLink: shopLinks(hostsOf(config.SAFAR_SHOP_HOSTS, config.SAFAR_EMAIL_FROM)),
        },
        logger,
        observe: journeyMetrics(registry),
        changed(isActive) {
          showState(isActive);
          logger.info(
            isActive
              ? "This engine is active: it carries journeys out"
              : "This engine stands by until it is needed",
          );
        },
      }),
    );
    const ops = opened(
      await buildOpsServer({
        registry,
        hosts: hostNames(config.SAFAR_OPS_HOSTS),
        unready: kept.problem,
        logger,
      }),
    );
    return {
      ops: await listen(ops, config.SAFAR_OPS_LISTEN, config.SAFAR_OPS_PORT, "SAFAR_OPS_PORT"),
      channels: channels.map(({ channel }) => channel),
    };
  });
}

/** On a cluster each shard and partition numbers its own blocks, and a replica may answer with an earlier claim. */
async function requireOneServer(warehouse: Pick<Warehouse, "query">): Promise<void> {
  const [table] = await warehouse.query<{ engine: string }>(
    `SELECT engine FROM system.tables AS made WHERE made.database = '${DATABASE}' AND made.name = 'journey_rows'`,
  );
  if (table?.engine === "ReplacingMergeTree") return;
  throw new ConfigError(
    `The tables at SAFAR_CLICKHOUSE_URL are those of a cluster (${table?.engine}), and journeys are carried out at a single ClickHouse server only. Load the same events into one beside the cluster: \`safar migrate\` and \`safar load\` there with SAFAR_KAFKA_GROUP=safar-journeys, and name it to \`safar journeys\` and \`safar collect\`.`,
  );
}
