import { randomInt } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Safar } from "@safar/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openHttpWarehouse } from "../../src/store/warehouse/clickhouse-http.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { startServe } from "../journey/serve-process.js";
import { type Cluster, SOURCES, startCluster, WRITE_KEY } from "./cluster.js";
import { uncommitted } from "./committed-offsets.js";
import { runFaults } from "./crash-run.js";
import { compared, expectEachOnce } from "./each-once.js";
import { countRows, type Outcome, readOutcome } from "./outcome.js";
import { restartEverything } from "./rolling-restart.js";
import { make, openShop, type Shop } from "./shop.js";
import type { ShopCall } from "./shop-events.js";
import { writeStrayMessages } from "./stray-messages.js";

/** `npm run test:crash` sets it; within `npm test` every other kind of fault is done once. */
const FAULTS = Number(process.env.SAFAR_TEST_FAULTS ?? 9);
const seed = Number(process.env.SAFAR_TEST_SEED ?? randomInt(2 ** 31));
const STRAY = 5;
/** A broker, an engine and four processes of Node at once take their time on a machine that has other work. */
const START_LIMIT_MS = 180_000;
/** Short, so that a freeze outlasts them all: the longest is the silence after which a loader joins anew, 4.5 s. */
const TIMEOUTS = {
  SAFAR_APPEND_MS: "2500",
  SAFAR_KAFKA_REQUEST_MS: "1500",
  SAFAR_KAFKA_SESSION_MS: "1500",
  SAFAR_CLICKHOUSE_TIMEOUT_MS: "2000",
};
const TIMES = { freezeMs: 5_000, awayMs: 1_000 };
const TOPICS = ["safar.events", "safar.dead-letters"];
const GROUP = "safar-load";

await describeWithBroker(
  "a cluster under load",
  () => {
    let cluster: Cluster;
    let folder: string;
    const shops: Shop[] = [];
    /** Shops that track into the cluster from now on, one a collector. */
    const openShops = (name: string, eventsPerSecond: number, requestTimeout: number) => {
      const opened = cluster.hosts.map((host, place) =>
        openShop({ name: `${name}${place + 1}`, host, writeKey: WRITE_KEY, eventsPerSecond, requestTimeout }),
      );
      shops.push(...opened);
      return opened;
    };
    beforeAll(async () => {
      console.log(`crash suite: ${FAULTS} faults, SAFAR_TEST_SEED=${seed} draws the same ones again`);
      folder = await mkdtemp(join(tmpdir(), "safar-quiet-"));
      cluster = await startCluster({ collectors: 2, loaders: 2, env: TIMEOUTS });
    }, START_LIMIT_MS);
    afterAll(async () => {
      await cluster?.close();
      await rm(folder, { recursive: true, force: true });
    }, START_LIMIT_MS);

    it("loses no event at a rolling restart of everything, and answers with nothing but 2xx, 429 and 503", {
      timeout: 600_000,
    }, async () => {
      const restarted = openShops("restarted", 100, 15_000);
      await restartEverything(cluster, restarted);
      const { good } = await expectEachOnce(cluster, restarted, 0);
      const failures = new Set(restarted.flatMap((shop) => [...shop.failures.keys()]));
      const expected = ["http_503", "http_429", "network"];
      expect([...failures].filter((code) => !expected.includes(code))).toEqual([]);
      expect(good.length).toBeGreaterThan(500);
      console.log(
        `rolling restart: ${good.length} events, each stored once; failed requests: ${[...failures]}`,
      );
    });

    it("loses nothing and doubles nothing, and its figures are those of the same events loaded quietly", {
      timeout: 600_000 + FAULTS * 15_000,
    }, async () => {
      const { counts, longestRecoveryMs } = await runFaults(cluster, openShops("shop", 150, 4_000), {
        seed,
        faults: FAULTS,
        times: TIMES,
        pauseEvery: 20,
        recoveryLimitMs: 120_000,
      });
      await writeStrayMessages(cluster.broker.brokers, TOPICS[0]!, STRAY);
      const { calls, good, harmed } = await expectEachOnce(cluster, shops, STRAY);
      const { rows } = await countRows(cluster.clickhouse.warehouse);
      await expect
        .poll(() => uncommitted(cluster.broker.brokers, GROUP, TOPICS), { timeout: 30_000, interval: 500 })
        .toBe(0);

      const quiet = await loadQuietly(calls, folder);
      expect(compared(harmed.messageIds, quiet.messageIds)).toEqual(compared([], []));
      expect(harmed.figures).toEqual(quiet.figures);
      expect(harmed.figures.customers?.length).toBeGreaterThan(20);

      const ended = [...cluster.collectors, ...cluster.loaders].flatMap(({ name, ends }) =>
        ends
          .filter(({ asked }) => !asked)
          .map(({ code, signal, said }) => `${name} ended by itself (${code ?? signal}): ${said}`),
      );
      console.log(
        [
          `${[...counts.values()].reduce((sum, count) => sum + count, 0)} faults with seed ${seed}:`,
          ...[...counts].map(([name, count]) => `  ${String(count).padStart(4)} × ${name}`),
          `${calls.length} events tracked, ${good.length} acknowledged and stored once each (${rows} rows before merging), ${harmed.deadLetters.length} dead letters, figures equal`,
          `longest time until all was acknowledged again: ${(longestRecoveryMs / 1000).toFixed(1)} s`,
          `failed requests of the SDK: ${failures(shops)}`,
          ...ended,
        ].join("\n"),
      );
      expect(ended).toEqual([]);
      expect(await cluster.close()).toEqual([0, 0, 0, 0]);
    });
  },
  { own: true },
);

function failures(shops: readonly Shop[]): string {
  const sums = new Map<string, number>();
  for (const shop of shops) {
    for (const [code, count] of shop.failures) sums.set(code, (sums.get(code) ?? 0) + count);
  }
  return [...sums].map(([code, count]) => `${count} × ${code}`).join(", ");
}

/** The same calls, made once more, into a collector of its own that nobody harms. */
async function loadQuietly(calls: readonly ShopCall[], folder: string): Promise<Outcome> {
  await writeFile(join(folder, "sources.json"), SOURCES);
  const server = await startServe(folder);
  const safar = new Safar({ writeKey: WRITE_KEY, host: server.collector });
  safar.on("drop", () => {});
  for (const call of calls) if (!make(safar, call)) await safar.drained();
  await safar.close({ timeout: 60_000 });
  const warehouse = openHttpWarehouse({
    url: server.clickhouse,
    username: "default",
    password: server.password,
  });
  const outcome = await readOutcome(warehouse);
  await warehouse.close();
  await server.end("SIGTERM");
  return outcome;
}
