// A Kafka, a ClickHouse over HTTP, and Safar's own processes on this machine. The first two are those of the tests.
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createViteServer } from "vitest/node";
import { cpuSeconds, processTree } from "../process-tree.mjs";
import { startSafar } from "../start-safar.mjs";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const WRITE_KEY = "wk_bench";

/** Starts Kafka and ClickHouse, with the tables in it; collectors and loaders are started one by one. */
export async function startCluster() {
  const folder = mkdtempSync(join(tmpdir(), "safar-bench-kafka-"));
  const { broker, clickhouse } = await startServers(folder);
  const sources = join(folder, "sources.json");
  const source = { id: "shop", currency: "EUR", timeZone: "UTC", keys: [{ kind: "web", key: WRITE_KEY }] };
  writeFileSync(sources, JSON.stringify({ sources: [source] }));
  const env = {
    SAFAR_LOG_LEVEL: "warn",
    SAFAR_SOURCES: sources,
    SAFAR_KAFKA_BROKERS: broker.brokers,
    SAFAR_KAFKA_REPLICATION: "1",
    SAFAR_OPS_PORT: "0",
    SAFAR_CLICKHOUSE_URL: clickhouse.url,
    SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
  };
  return {
    broker,
    clickhouse,
    writeKey: WRITE_KEY,
    warehouseFolder: clickhouse.folder,
    start: (...args) => start(args, env),
    async query(select) {
      const response = await fetch(`${clickhouse.url}/?default_format=JSONEachRow&database=safar`, {
        method: "POST",
        body: select,
        headers: { "x-clickhouse-user": "default", "x-clickhouse-key": clickhouse.password },
      });
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      return text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line));
    },
    async close() {
      await clickhouse.close();
      await broker.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The tests' own support is TypeScript, which Node 20 does not read; the test runner's loader does. */
async function startServers(folder) {
  const loader = await createViteServer({
    root,
    configFile: join(root, "vitest.config.ts"),
    server: { middlewareMode: true, ws: false, watch: null, hmr: false },
    optimizeDeps: { noDiscovery: true },
    appType: "custom",
    logLevel: "error",
  });
  try {
    const { startOwnBroker } = await loader.ssrLoadModule("/ingest/test/broker/own-broker.ts");
    const { startClickHouseServer } = await loader.ssrLoadModule("/ingest/test/clickhouse-server/start.ts");
    const { migrate } = await loader.ssrLoadModule("/ingest/src/store/migrate/migrate.ts");
    const broker = await startOwnBroker({ warm: true, heapMiB: 512 });
    const clickhouse = await startClickHouseServer({ folder: join(folder, "clickhouse") });
    await migrate(clickhouse.warehouse);
    return { broker, clickhouse };
  } finally {
    await loader.close();
  }
}

async function start(args, env) {
  const startedAt = performance.now();
  const { process: child, collector, ops } = await startSafar(args, env);
  return {
    port: collector && Number(new URL(collector).port),
    startedAt,
    /** Values of the process's metrics without labels, by name. */
    async metrics() {
      const text = await (await fetch(`${ops}/metrics`)).text();
      const lines = text.split("\n").filter((one) => one && !one.startsWith("#") && !one.includes("{"));
      return Object.fromEntries(
        lines.map((one) => one.split(" ")).map(([name, value]) => [name, Number(value)]),
      );
    },
    /** Seconds of processor time of it and its workers. */
    cpuSeconds: () => cpuSeconds(processTree(child.pid)),
    rssMiB() {
      // Resident memory in pages of 4 KiB; undefined where there is no such file, as on macOS.
      try {
        return (Number(readFileSync(`/proc/${child.pid}/statm`, "utf8").split(" ")[1]) * 4096) / 1024 ** 2;
      } catch {
        return undefined;
      }
    },
    async stop() {
      child.kill("SIGTERM");
      await Promise.race([once(child, "close"), sleep(30_000)]);
    },
  };
}
