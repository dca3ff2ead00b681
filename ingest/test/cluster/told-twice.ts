import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { keyEntry } from "../../src/sources/write-keys.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { type Broker, openBroker } from "../broker/with-broker.js";
import { type ClickHouseCluster, startCluster } from "../clickhouse-server/cluster.js";
import { type ClickHouseNode, LOGIN } from "../clickhouse-server/node.js";
import { startSingleServer } from "../clickhouse-server/single-server.js";
import { uncommitted } from "../crash/committed-offsets.js";
import { type SafarProcess, startSafar } from "../modes/distributed-processes.js";
import { migrateCluster, sameKeys } from "./cluster-schema.js";

/** A cluster and a server alone that loaders tell the same, from one Kafka: each by a group of its own. */
export interface ToldTwice {
  readonly cluster: ClickHouseCluster;
  readonly single: ClickHouseNode;
  /** Base address of the collector. */
  readonly collector: string;
  readonly keys: typeof KEYS;
  /** Resolves when both have all that the collector acknowledged. */
  stored(): Promise<void>;
  close(): Promise<void>;
}

/** By source: `shop` has both kinds of keys, as its pages and its server speak; the others have a server's. */
const KEYS = {
  shop: { web: "wk_web_of_shop", server: "sk_server_of_shop" },
  retail: "sk_server_of_retail",
  other: "sk_server_of_other",
} as const;

const SOURCES = [
  {
    ...{ id: "shop", currency: "EUR", timeZone: "Europe/Amsterdam" },
    keys: [keyEntry("web", KEYS.shop.web), keyEntry("server", KEYS.shop.server)],
  },
  { id: "retail", currency: "GBP", timeZone: "Europe/London", keys: [keyEntry("server", KEYS.retail)] },
  { id: "other", currency: "IRR", timeZone: "Asia/Tehran", keys: [keyEntry("server", KEYS.other)] },
];

/** @param own see `startCluster` */
export async function openToldTwice(options: { own?: boolean } = {}): Promise<ToldTwice> {
  const folder = await mkdtemp(join(tmpdir(), "safar-told-twice-"));
  const sources = join(folder, "sources.json");
  await writeFile(sources, JSON.stringify({ sources: SOURCES }));
  const [broker, cluster, single]: [Broker, ClickHouseCluster, ClickHouseNode] = await Promise.all([
    openBroker(),
    startCluster(options),
    startSingleServer(),
  ]);
  await migrateCluster(cluster);
  await sameKeys(cluster.warehouse, single.warehouse);
  await migrate(single.warehouse);

  const topics = `cluster-${randomUUID()}`;
  const groups = { cluster: `${topics}-cluster`, single: `${topics}-single` };
  const env = {
    SAFAR_LOG_LEVEL: "warn",
    SAFAR_SOURCES: sources,
    SAFAR_OPS_PORT: "0",
    SAFAR_KAFKA_BROKERS: broker.brokers,
    SAFAR_KAFKA_REPLICATION: "1",
    SAFAR_KAFKA_TOPICS: topics,
  };
  const load = (url: string, login: ClickHouseCluster["login"], group: string) =>
    startSafar(["load", "--wait"], {
      ...env,
      SAFAR_KAFKA_GROUP: group,
      SAFAR_CLICKHOUSE_URL: url,
      SAFAR_CLICKHOUSE_USER: login.username,
      SAFAR_CLICKHOUSE_PASSWORD: login.password,
    });
  const collector = await startSafar(["collect", "--port", "0"], env);
  const started: SafarProcess[] = [
    collector,
    await load(cluster.url, cluster.login, groups.cluster),
    await load(single.url, LOGIN, groups.single),
  ];
  return {
    cluster,
    single,
    collector: collector.ready.collector,
    keys: KEYS,
    async stored() {
      const names = [`${topics}.events`, `${topics}.dead-letters`];
      for (const group of Object.values(groups))
        while ((await uncommitted(broker.brokers, group, names)) > 0) await sleep(200);
    },
    async close() {
      for (const part of started) await part.end("SIGKILL");
      await Promise.all([cluster, single, broker].map((part) => part.close()));
      await rm(folder, { recursive: true });
    },
  };
}
