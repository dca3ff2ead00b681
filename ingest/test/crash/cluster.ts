import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { migrate } from "../../src/store/migrate/migrate.js";
import { freePorts } from "../broker/free-ports.js";
import { type OwnBroker, startOwnBroker } from "../broker/own-broker.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { startTcpProxy, type TcpProxy } from "../faults/tcp-proxy.js";
import { type Supervised, supervise } from "./supervised.js";
import { openTinyDisk, type TinyDisk } from "./tiny-disk.js";

const MAIN = fileURLToPath(new URL("../../dist/main.js", import.meta.url));
export const WRITE_KEY = "wk_crash";
export const SOURCES = JSON.stringify({
  sources: [
    { id: "shop", currency: "EUR", timeZone: "America/New_York", keys: [{ kind: "web", key: WRITE_KEY }] },
  ],
});

export interface ClusterOptions {
  readonly collectors: number;
  readonly loaders: number;
  /** More settings of collectors and loaders. */
  readonly env?: Readonly<Record<string, string>>;
  readonly diskMiB?: number;
}

/** Everything between a shop and its analysts, each part a process of its own that may be harmed. */
export interface Cluster {
  readonly broker: OwnBroker;
  readonly clickhouse: ClickHouseServer;
  readonly collectors: readonly Supervised[];
  readonly loaders: readonly Supervised[];
  /** Addresses of the collectors, the same after a restart. */
  readonly hosts: readonly string[];
  /** What stands between the parts. */
  readonly links: {
    readonly "collector to Kafka": TcpProxy;
    readonly "loader to Kafka": TcpProxy;
    readonly "loader to ClickHouse": TcpProxy;
  };
  /** Disks small enough to fill; undefined where none could be mounted. */
  readonly disks: { readonly kafka: TinyDisk; readonly clickhouse: TinyDisk } | undefined;
  /** Ends everything; gives the exit codes of collectors and loaders, told to stop by SIGTERM. */
  close(): Promise<readonly (number | null)[]>;
}

/** Starts all of it, collectors and loaders behind proxies, and waits until it is ready. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), "safar-crash-"));
  const disks = await openDisks(folder, options.diskMiB ?? 400);
  const sources = join(folder, "sources.json");
  await writeFile(sources, SOURCES);

  const [forCollectors = 0, forLoaders = 0, ...ports] = await freePorts(2 + options.collectors);
  const toKafka = await Promise.all([forCollectors, forLoaders].map((target) => startTcpProxy({ target })));
  const [collectorLink, loaderLink] = toKafka as [TcpProxy, TcpProxy];
  const doors = [
    { port: forCollectors, advertised: collectorLink.port },
    { port: forLoaders, advertised: loaderLink.port },
  ];
  const [broker, clickhouse] = await Promise.all([
    startOwnBroker({ doors, ...(disks ? { folder: disks.kafka.folder } : {}), settings: SMALL_FILES }),
    startClickHouseServer(disks ? { folder: join(disks.clickhouse.folder, "data") } : {}),
  ]);
  await migrate(clickhouse.warehouse);
  const warehouseLink = await startTcpProxy({ target: Number(new URL(clickhouse.url).port) });

  const shared = {
    SAFAR_LOG_LEVEL: "warn",
    SAFAR_SOURCES: sources,
    SAFAR_OPS_PORT: "0",
    SAFAR_KAFKA_REPLICATION: "1",
    SAFAR_KAFKA_PARTITIONS: "6",
    ...options.env,
  };
  const collectors = ports.map((port, place) =>
    supervise({
      name: `collector ${place + 1}`,
      args: [MAIN, "collect", "--wait", "--json", "--port", String(port)],
      env: { ...shared, SAFAR_KAFKA_BROKERS: `127.0.0.1:${collectorLink.port}` },
    }),
  );
  const loaders = Array.from({ length: options.loaders }, (_, place) =>
    supervise({
      name: `loader ${place + 1}`,
      args: [MAIN, "load", "--wait", "--json"],
      env: {
        ...shared,
        SAFAR_KAFKA_BROKERS: `127.0.0.1:${loaderLink.port}`,
        SAFAR_CLICKHOUSE_URL: `http://127.0.0.1:${warehouseLink.port}`,
        SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
      },
    }),
  );
  await Promise.all([...collectors, ...loaders].map((part) => part.ready(120_000)));

  let closed: Promise<readonly (number | null)[]> | undefined;
  return {
    broker,
    clickhouse,
    collectors,
    loaders,
    hosts: ports.map((port) => `http://127.0.0.1:${port}`),
    links: {
      "collector to Kafka": collectorLink,
      "loader to Kafka": loaderLink,
      "loader to ClickHouse": warehouseLink,
    },
    disks,
    close: () => (closed ??= closeAll()),
  };

  async function closeAll(): Promise<readonly (number | null)[]> {
    const codes = await Promise.all([...collectors, ...loaders].map((part) => part.stop()));
    await Promise.all([collectorLink, loaderLink, warehouseLink].map((proxy) => proxy.close()));
    await clickhouse.close();
    await broker.close();
    disks?.kafka.close();
    disks?.clickhouse.close();
    await rm(folder, { recursive: true, force: true });
    return codes;
  }
}

/** On a disk of a few hundred MiB, where each new segment would take its index's full size. */
const SMALL_FILES = { "log.segment.bytes": 16 * 1024 * 1024, "log.index.size.max.bytes": 1024 * 1024 };

async function openDisks(folder: string, sizeMiB: number): Promise<Cluster["disks"]> {
  const kafka = await openTinyDisk(join(folder, "kafka-disk"), sizeMiB);
  if (!kafka) return undefined;
  const clickhouse = await openTinyDisk(join(folder, "clickhouse-disk"), sizeMiB);
  return clickhouse && { kafka, clickhouse };
}
