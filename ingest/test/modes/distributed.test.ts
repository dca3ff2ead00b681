import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { migrate } from "../../src/migrate/migrate.js";
import { type OwnBroker, startOwnBroker } from "../broker/own-broker.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { type SafarProcess, startSafar } from "./distributed-processes.js";

const KEY = "wk_test";

await describeWithBroker(
  "collect and load",
  () => {
    let folder: string;
    let broker: OwnBroker;
    let clickhouse: ClickHouseServer;
    let env: NodeJS.ProcessEnv;
    const started: SafarProcess[] = [];
    const start = async (...args: string[]) => {
      const safar = await startSafar([...args, "--ops-port", "0"], env);
      started.push(safar);
      return safar;
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "safar-distributed-"));
      [broker, clickhouse] = await Promise.all([startOwnBroker(), startClickHouseServer()]);
      await migrate(clickhouse.warehouse);
      const sources = [{ id: "shop", currency: "EUR", timeZone: "UTC", writeKeys: [KEY] }];
      await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
      env = {
        SAFAR_KAFKA_BROKERS: broker.brokers,
        SAFAR_KAFKA_REPLICATION: "1",
        SAFAR_SOURCES: join(folder, "sources.json"),
        SAFAR_CLICKHOUSE_URL: clickhouse.url,
        SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
      };
    });
    afterAll(async () => {
      for (const safar of started) await safar.end("SIGKILL");
      await clickhouse?.close();
      await broker?.close();
      await rm(folder, { recursive: true });
    });

    const post = async (collector: string, batch: unknown[]) =>
      await fetch(`${collector}/v1/batch`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${KEY}:`)}` },
        body: JSON.stringify({ batch }),
      });

    it("bring an event from HTTP over Kafka into ClickHouse", async () => {
      const [{ ready }] = await Promise.all([start("collect", "--port", "0"), start("load")]);
      const answer = await post(ready.collector, [
        {
          type: "track",
          event: "Product Viewed",
          userId: "u1",
          messageId: "m1",
          properties: { product_id: "p" },
        },
        { type: "track", userId: "u1", messageId: "m2" },
      ]);
      expect([answer.status, await answer.json()]).toMatchObject([
        200,
        { accepted: 1, rejected: [{ index: 1 }] },
      ]);
      const count = async (table: string) =>
        (await clickhouse.warehouse.query<{ n: number }>(`SELECT count() AS n FROM ${table} FINAL`))[0]?.n;
      while ((await count("event_rows")) !== 1 || (await count("dead_letters")) !== 1) await sleep(50);
      for (const {
        ready: { ops },
      } of started)
        expect((await fetch(`${ops}/readyz`)).status).toBe(200);
      for (const safar of started.splice(0)) expect(await safar.end("SIGTERM")).toBe(0);
    });
  },
  { own: true },
);
