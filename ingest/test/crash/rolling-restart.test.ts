import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithBroker } from "../broker/with-broker.js";
import { type Cluster, startCluster, WRITE_KEY } from "./cluster.js";
import { expectEachOnce } from "./each-once.js";
import { openShop } from "./shop.js";

await describeWithBroker(
  "a rolling restart",
  () => {
    let cluster: Cluster;
    beforeAll(async () => {
      // A loader whose broker was away is in its group again when its former membership has ended.
      cluster = await startCluster({ collectors: 2, loaders: 2, env: { SAFAR_KAFKA_SESSION_MS: "5000" } });
    });
    afterAll(() => cluster?.close());

    it("of everything under load loses no event, and answers with nothing but 2xx, 429 and 503", {
      timeout: 180_000,
    }, async () => {
      const shops = cluster.hosts.map((host, place) =>
        openShop({
          name: `shop${place + 1}`,
          host,
          writeKey: WRITE_KEY,
          eventsPerSecond: 200,
          requestTimeout: 15_000,
        }),
      );
      for (const part of [...cluster.collectors, ...cluster.loaders]) {
        await Promise.all(shops.map((shop) => shop.delivered(30_000)));
        expect(await part.end("SIGTERM"), part.name).toMatchObject({ code: 0, signal: null });
        await part.ready();
      }
      for (const server of [cluster.clickhouse, cluster.broker]) {
        await server.end("SIGTERM");
        await server.start();
      }
      for (const shop of shops) expect(await shop.delivered(30_000)).toBe(true);

      const { good } = await expectEachOnce(cluster, shops, 0);
      const failures = new Set(shops.flatMap(({ failures }) => [...failures.keys()]));
      const expected = ["http_503", "http_429", "network"];
      expect([...failures].filter((code) => !expected.includes(code))).toEqual([]);
      expect(good.length).toBeGreaterThan(1_000);
      console.log(
        `rolling restart: ${good.length} events, each stored once; failed requests: ${[...failures]}`,
      );
    });
  },
  { own: true },
);
