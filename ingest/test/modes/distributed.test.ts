import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startCollect } from "../../src/modes/collect.js";
import { startLoad } from "../../src/modes/load.js";
import { readConfig } from "../../src/settings/config.js";
import { changeSources } from "../../src/sources/change-sources.js";
import { addSource, disableSource } from "../../src/sources/changes.js";
import { kafkaSettings } from "../../src/store/event-log/kafka-settings.js";
import { kafkaBroker } from "../../src/store/event-log/kafkajs/broker.js";
import { migrate } from "../../src/store/migrate/migrate.js";
import { type OwnBroker, startOwnBroker } from "../broker/own-broker.js";
import { describeWithBroker } from "../broker/with-broker.js";
import { type ClickHouseServer, startClickHouseServer } from "../clickhouse-server/start.js";
import { startTlsEndpoint, type TlsEndpoint } from "../clickhouse-server/tls-endpoint.js";
import { runSafar } from "../journey/serve-process.js";
import { connectRaw, readRaw } from "../raw-http.js";
import { type SafarProcess, startSafar } from "./distributed-processes.js";

const KEY = "wk_test";

await describeWithBroker(
  "collect and load",
  () => {
    let folder: string;
    let broker: OwnBroker;
    let clickhouse: ClickHouseServer;
    let endpoint: TlsEndpoint;
    let env: NodeJS.ProcessEnv;
    const started: SafarProcess[] = [];
    const start = async (...args: string[]) => startWith({}, ...args);
    const startWith = async (changes: NodeJS.ProcessEnv, ...args: string[]) => {
      const safar = await startSafar([...args, "--ops-port", "0"], { ...env, ...changes });
      started.push(safar);
      return safar;
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "safar-distributed-"));
      [broker, clickhouse] = await Promise.all([startOwnBroker(), startClickHouseServer()]);
      await migrate(clickhouse.warehouse);
      const sources = [{ id: "shop", currency: "EUR", timeZone: "UTC", keys: [{ kind: "web", key: KEY }] }];
      await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
      endpoint = await startTlsEndpoint(new URL(clickhouse.url), folder);
      await writeFile(join(folder, "ca.pem"), endpoint.certificate);
      env = {
        SAFAR_KAFKA_BROKERS: broker.brokers,
        SAFAR_KAFKA_REPLICATION: "1",
        // Fewer than any machine's limit of open files, of which the log would tell.
        SAFAR_MAX_CONNECTIONS: "200",
        SAFAR_SOURCES: join(folder, "sources.json"),
        SAFAR_CLICKHOUSE_URL: clickhouse.url,
        SAFAR_CLICKHOUSE_PASSWORD: clickhouse.password,
      };
    });
    afterAll(async () => {
      for (const safar of started) await safar.end("SIGKILL");
      await endpoint?.close();
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

    it("bring an event from HTTP over Kafka into a ClickHouse behind TLS, compressed on its way", async () => {
      const distant = {
        SAFAR_CLICKHOUSE_URL: endpoint.url,
        SAFAR_CLICKHOUSE_CA: join(folder, "ca.pem"),
        SAFAR_CLICKHOUSE_COMPRESS: "on",
      };
      const [{ ready }] = await Promise.all([start("collect", "--port", "0"), startWith(distant, "load")]);
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

      // Both read the file of sources: a key is refused, and ClickHouse told, as soon as it is written.
      await changeSources(join(folder, "sources.json"), (sources) => {
        const { sources: added } = addSource(sources, { id: "other", currency: "GBP", timeZone: "UTC" });
        return { sources: disableSource(added, "shop", true).sources, audit: [] };
      });
      while ((await post(ready.collector, [])).status !== 403) await sleep(50);
      while ((await count("sources")) !== 2) await sleep(50);
      await changeSources(join(folder, "sources.json"), (sources) => disableSource(sources, "shop", false));
      for (const safar of started.splice(0)) {
        expect(await safar.end("SIGTERM")).toBe(0);
        // On a Kafka that has just made its first topics and its first group, nothing is wrong.
        expect(
          safar
            .stderr()
            .split("\n")
            .filter((line) => /"level":[456]0/.test(line)),
        ).toEqual([]);
      }
    });

    /** A collector in this process. */
    const collectHere = async (changes: NodeJS.ProcessEnv) => {
      const config = readConfig({ env: { ...env, SAFAR_PORT: "0", SAFAR_OPS_PORT: "0", ...changes } });
      return await startCollect(config, pino({ level: "silent" }), { wait: false });
    };

    it("collect opens the operator's interface to its secret alone, and not at all without one", async () => {
      const secret = "only-the-operator-knows-this-one";
      const [open, closed] = await Promise.all([
        collectHere({ SAFAR_OPERATOR_SECRET: secret }),
        collectHere({}),
      ]);
      try {
        const ask = (ops: string, path: string, shown: string) =>
          fetch(`${ops}/operator${path}`, { headers: { authorization: `Bearer ${shown}` } });
        expect((await ask(open.ops, "/", secret)).status).toBe(200);
        for (const shown of [KEY, "", secret.slice(1)])
          expect((await ask(open.ops, "/tail", shown)).status).toBe(401);
        expect((await ask(closed.ops, "/", "")).status).toBe(404);
        expect((await ask(open.collector, "/", secret)).status).toBe(404);

        // What is under way to Kafka is shown as it comes. Erasing and backing up are for whoever has the tables.
        const tail = (await ask(open.ops, "/tail", secret)).body!.pipeThrough(new TextDecoderStream());
        await post(open.collector, [
          { type: "page", userId: "u2", messageId: "seen", properties: { password: "x" } },
          { type: "track", userId: "u2", messageId: "refused" },
        ]);
        let shown = "";
        const lines = () => shown.split("\n").filter((line) => line !== "");
        for await (const text of tail) {
          shown += text;
          if (lines().length === 2) break;
        }
        const [seen, refused] = lines().map((line) => JSON.parse(line));
        expect(seen).toMatchObject({ kind: "event", event: { messageId: "seen" } });
        expect(seen.event.properties).not.toHaveProperty("password");
        expect(refused).toMatchObject({ kind: "refused", messageId: "refused" });
        for (const path of ["/forget", "/freeze"])
          expect((await ask(open.ops, path, secret)).status).toBe(404);
      } finally {
        await Promise.all([open.close(), closed.close()]);
      }
    });

    it("collect lets go of slow senders, and serves others meanwhile", async () => {
      const here = await collectHere({ SAFAR_REQUEST_TIMEOUT_MS: "1000" });
      try {
        const slow = ["", "POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{"].map(
          async (beginning) => {
            const socket = await connectRaw(here.collector);
            socket.write(beginning);
            const drip = setInterval(() => beginning !== "" && socket.write("a"), 200);
            const { text, ended } = await readRaw(socket, { quietMs: 30_000 });
            clearInterval(drip);
            return [/^HTTP\/1\.1 (\d+)/.exec(text)?.[1], /"code":"(\w+)"/.exec(text)?.[1], ended];
          },
        );
        expect((await post(here.collector, [])).status).toBe(200);
        expect(await Promise.all(slow)).toEqual([
          ["408", "too_slow", true],
          ["408", "too_slow", true],
        ]);
      } finally {
        await here.close();
      }
    });

    /** What starting says instead, in this process. */
    const refusal = async (command: "collect" | "load", changes: NodeJS.ProcessEnv) => {
      const config = readConfig({ env: { ...env, SAFAR_PORT: "0", SAFAR_OPS_PORT: "0", ...changes } });
      const startIt = command === "collect" ? startCollect : startLoad;
      const error = await startIt(config, pino({ level: "silent" }), { wait: false, onFatal: () => {} }).then(
        () => undefined,
        (thrown: Error) => thrown,
      );
      return [error?.name, error?.message];
    };

    it("ends with a sentence and an exit code", async () => {
      const wrong = await runSafar(["collect"], { ...env, SAFAR_KAFKA_BROKERS: "" }).ended;
      expect(wrong).toMatchObject({
        code: 2,
        stdout: "",
        stderr: expect.stringContaining("safar: SAFAR_KAFKA_BROKERS is not set."),
      });
      const gone = await runSafar(["load"], { ...env, SAFAR_CLICKHOUSE_URL: "http://127.0.0.1:1" }).ended;
      expect(gone).toMatchObject({
        code: 1,
        stdout: "",
        stderr: expect.stringContaining("safar: Nothing listens at"),
      });
    });

    it("load refuses a ClickHouse whose certificate it has no reason to trust", async () => {
      expect(await refusal("load", { SAFAR_CLICKHOUSE_URL: endpoint.url })).toEqual([
        "WarehouseError",
        expect.stringContaining("Name the certificates to trust with SAFAR_CLICKHOUSE_CA"),
      ]);
    });

    it.each<["collect" | "load", NodeJS.ProcessEnv, string, string]>([
      ["collect", { SAFAR_KAFKA_BROKERS: "" }, "ConfigError", "SAFAR_KAFKA_BROKERS is not set."],
      ["collect", { SAFAR_SOURCES: "" }, "ConfigError", "SAFAR_SOURCES is not set."],
      [
        "collect",
        { SAFAR_SOURCES: "/nowhere.json" },
        "ConfigError",
        "The file /nowhere.json of SAFAR_SOURCES does not exist.",
      ],
      [
        "collect",
        { SAFAR_KAFKA_USER: "me" },
        "ConfigError",
        "SAFAR_KAFKA_SASL and SAFAR_KAFKA_USER go together",
      ],
      [
        "collect",
        { SAFAR_KAFKA_BROKERS: "127.0.0.1:1" },
        "BrokerError",
        "Kafka at 127.0.0.1:1 does not answer",
      ],
      [
        "collect",
        { SAFAR_KAFKA_REPLICATION: "2" },
        "BrokerError",
        "keeps 1 copy of a message, and 2 are required",
      ],
      [
        "collect",
        { SAFAR_KAFKA_TOPICS: "x", SAFAR_KAFKA_CREATE_TOPICS: "false" },
        "BrokerError",
        "The topic x.events and the topic x.dead-letters is missing",
      ],
      ["load", { SAFAR_CLICKHOUSE_URL: "" }, "ConfigError", "SAFAR_CLICKHOUSE_URL is not set."],
      [
        "load",
        { SAFAR_CLICKHOUSE_URL: "http://127.0.0.1:1" },
        "WarehouseError",
        "Nothing listens at http://127.0.0.1:1",
      ],
      [
        "load",
        { SAFAR_CLICKHOUSE_PASSWORD: "wrong" },
        "WarehouseError",
        "refused the user name or the password",
      ],
      ["load", { SAFAR_KAFKA_BROKERS: "127.0.0.1:1" }, "BrokerError", "Kafka at 127.0.0.1:1 does not answer"],
    ])("%s refuses to start with %j, and says what to do", async (command, changes, name, said) => {
      expect(await refusal(command, changes)).toEqual([name, expect.stringContaining(said)]);
    });

    it("load refuses tables of another release and none at all, and waits for them when it is told to", async () => {
      const { warehouse } = clickhouse;
      await warehouse.insert("schema_migrations", ["name", "checksum"], ['["9999_later","x"]']);
      expect(await refusal("load", {})).toEqual([
        "MigrationError",
        expect.stringContaining("The tables are of a later release"),
      ]);
      await warehouse.command(
        "DELETE FROM schema_migrations WHERE name = '9999_later' OR name = '0003_sources'",
      );
      expect(await refusal("load", {})).toEqual([
        "MigrationError",
        expect.stringContaining("0003_sources was not applied. Run `safar migrate"),
      ]);
      await warehouse.command("DROP DATABASE safar SYNC");
      expect(await refusal("load", {})).toEqual([
        "MigrationError",
        expect.stringContaining("This ClickHouse has no tables of Safar."),
      ]);

      const waiting = start("load", "--wait");
      await sleep(1_500);
      const migrated = await runSafar(["migrate"], env).ended;
      expect([migrated.code, migrated.stdout]).toEqual([
        0,
        expect.stringMatching(/[1-9]\d* migrations applied/),
      ]);
      const waited = await waiting;
      expect(waited.stderr()).toContain("Waiting: This ClickHouse has no tables of Safar.");
      expect(await waited.end("SIGTERM")).toBe(0);
    });

    it("load ends, and leaves the message where it is, when a later release wrote it", async () => {
      const settings = kafkaSettings(
        readConfig({ env: {}, flags: { SAFAR_KAFKA_BROKERS: broker.brokers, SAFAR_KAFKA_REPLICATION: 1 } }),
        "test",
      );
      const writer = kafkaBroker(settings, pino({ level: "silent" }));
      await writer.send([{ kind: "events", key: "k", row: "[]", headers: { safar: "2", columns: "a" } }]);
      await writer.close();
      const { code, stderr } = await runSafar(["load"], { ...env, SAFAR_OPS_PORT: "0" }).ended;
      expect([code, stderr]).toEqual([1, expect.stringContaining("Upgrade the loaders.")]);
    });
  },
  { own: true },
);
