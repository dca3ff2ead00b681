import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type OwnBroker, startOwnBroker } from "../../broker/own-broker.js";
import { describeWithBroker } from "../../broker/with-broker.js";
import { runSafar } from "../../journey/serve-process.js";
import { type SafarProcess, startSafar } from "../distributed-processes.js";
import { messageIds } from "./message-ids.js";

const KEY = "wk_test";
const SECRET = "only-the-operator-knows-this-one";
const run = promisify(execFile);
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 40_000, interval: 100 });

await describeWithBroker(
  "collect --workers",
  () => {
    let folder: string;
    let broker: OwnBroker;
    let env: NodeJS.ProcessEnv;
    let safar: SafarProcess;
    let ids = 0;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "safar-workers-"));
      broker = await startOwnBroker();
      const sources = [{ id: "shop", currency: "EUR", timeZone: "UTC", keys: [{ kind: "web", key: KEY }] }];
      await writeFile(join(folder, "sources.json"), JSON.stringify({ sources }));
      env = {
        SAFAR_KAFKA_BROKERS: broker.brokers,
        SAFAR_KAFKA_REPLICATION: "1",
        SAFAR_SOURCES: join(folder, "sources.json"),
        SAFAR_OPERATOR_SECRET: SECRET,
      };
    });
    afterEach(() => safar?.end("SIGKILL"));
    afterAll(async () => {
      await broker?.close();
      await rm(folder, { recursive: true });
    });

    const start = async (workers: number, changes: NodeJS.ProcessEnv = {}) => {
      const args = ["collect", "--port", "0", "--ops-port", "0", "--workers", String(workers)];
      safar = await startSafar(args, { ...env, ...changes });
    };
    const childrenOf = async (pid: number | undefined) =>
      (await run("pgrep", ["-P", String(pid)]).catch(() => ({ stdout: "" }))).stdout
        .split("\n")
        .filter(Boolean)
        .map(Number);
    const metric = async (name: string) => {
      const text = await (await fetch(`${safar.ready.ops}/metrics`)).text();
      const line = text.split("\n").find((one) => one.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.slice(name.length + 1));
    };
    /** Sends one batch on a connection of its own, so that it may reach any worker. */
    const post = async (events = 1) => {
      const batch = Array.from({ length: events }, () => {
        ids += 1;
        return { type: "track", event: "Product Viewed", userId: `u${ids % 50}`, messageId: `m${ids}` };
      });
      const answer = await fetch(`${safar.ready.collector}/v1/batch`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${KEY}:`)}`, connection: "close" },
        body: JSON.stringify({ batch }),
        signal: AbortSignal.timeout(20_000),
      });
      await answer.text();
      return { status: answer.status, messageIds: batch.map(({ messageId }) => messageId) };
    };

    it("share one port: metrics add up over them, and a tail shows what each of them receives", async () => {
      await start(3);
      const tail = await fetch(`${safar.ready.ops}/operator/tail`, {
        headers: { authorization: `Bearer ${SECRET}` },
      });
      const [pids, first] = [await childrenOf(safar.child.pid), await metric("safar_workers")];
      expect([pids.length, first]).toEqual([3, 3]);

      const sent = await Promise.all(Array.from({ length: 30 }, () => post(2)));
      expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
      expect(await metric('safar_events_accepted_total{source="shop"}')).toBe(60);
      expect(await metric("safar_log_rows_total")).toBe(60);
      expect(await metric('safar_request_seconds_count{route="/v1/batch"}')).toBe(30);
      expect(await metric("safar_log_available")).toBe(1);
      expect(await metric(`safar_build_info{version="0.1.0",node="${process.version}"}`)).toBe(1);

      let text = "";
      for await (const part of tail.body!.pipeThrough(new TextDecoderStream())) {
        text += part;
        if (text.split("\n").filter(Boolean).length === 60) break;
      }
      const shown = text
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line).event.messageId);
      expect(shown.sort()).toEqual(sent.flatMap(({ messageIds: all }) => all).sort());
      expect(await (await fetch(`${safar.ready.ops}/readyz`)).text()).toBe("ok\n");
      expect(await safar.end("SIGTERM")).toBe(0);
      expect(safar.stderr().match(/"level":[456]0.*/g)).toBeNull();
    });

    it("one that is killed is replaced under load: the others go on, nothing acknowledged is lost, no counter goes back", async () => {
      await start(2);
      const acknowledged: string[] = [];
      let failed = 0;
      let running = true;
      const load = Promise.all(
        Array.from({ length: 8 }, async () => {
          while (running) {
            const sent = await post(5).catch(() => undefined);
            if (sent?.status === 200) acknowledged.push(...sent.messageIds);
            else failed += 1;
          }
        }),
      );
      let last = 0;
      let back = 0;
      const counter = async () => {
        const now = (await metric('safar_events_accepted_total{source="shop"}')) ?? 0;
        if (now < last) back += 1;
        last = now;
      };
      for (const kills of [1, 2]) {
        await sleep(300);
        await counter();
        const [victim = 0] = await childrenOf(safar.child.pid);
        process.kill(victim, "SIGKILL");
        await counter();
        await soon(async () => {
          expect(await metric("safar_worker_restarts_total")).toBe(kills);
          expect(await metric("safar_workers")).toBe(2);
        });
        expect((await post()).status).toBe(200);
        await counter();
      }
      running = false;
      await load;
      expect([back, acknowledged.length > 0, failed < acknowledged.length]).toEqual([0, true, true]);
      expect(await safar.end("SIGTERM")).toBe(0);
      const stored = await messageIds(broker.brokers);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    }, 120_000);

    it("come back on the same port when all of them end at once", async () => {
      await start(2);
      for (const pid of await childrenOf(safar.child.pid)) process.kill(pid, "SIGKILL");
      await soon(async () => expect((await post()).status).toBe(200));
      await soon(async () => expect(await metric("safar_workers")).toBe(2));
    });

    it("keep one rate limit, whether a key comes by one connection or by many", async () => {
      await start(4, { SAFAR_KEY_EVENTS_PER_SECOND: "100" });
      const startedAt = performance.now();
      const sent: Awaited<ReturnType<typeof post>>[] = [];
      for (let n = 0; n < 60; n++) sent.push(await post(20));
      const seconds = (performance.now() - startedAt) / 1000;
      const taken = sent.filter(({ status }) => status === 200).length * 20;
      expect(taken).toBeGreaterThan(0);
      // The burst of two seconds, the rate, the last batch as a debt, and what each of four has not told yet.
      expect(taken).toBeLessThanOrEqual(200 + 100 * seconds + 20 + 200 / 8 + 4 * 20);
    });

    it("share the connections, and close what is over them", async () => {
      await start(2, { SAFAR_MAX_CONNECTIONS: "20" });
      const { hostname, port } = new URL(safar.ready.collector);
      const sockets = Array.from({ length: 40 }, () => createConnection(Number(port), hostname));
      for (const socket of sockets) socket.on("error", () => {});
      await soon(() => expect(sockets.filter(({ closed }) => closed).length).toBeGreaterThanOrEqual(20));
      for (const socket of sockets) socket.destroy();
      await soon(async () => expect((await post()).status).toBe(200));
    });

    it("stop with what was accepted stored, while senders are at work", async () => {
      await start(2);
      const acknowledged: string[] = [];
      let running = true;
      const load = Promise.all(
        Array.from({ length: 8 }, async () => {
          while (running) {
            const sent = await post(5).catch(() => undefined);
            if (sent?.status === 200) acknowledged.push(...sent.messageIds);
          }
        }),
      );
      await sleep(500);
      expect(await safar.end("SIGTERM")).toBe(0);
      running = false;
      await load;
      const stored = await messageIds(broker.brokers);
      expect(acknowledged.length).toBeGreaterThan(0);
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    });

    it("end with the process that holds the port, whatever kills it", async () => {
      await start(2);
      const pids = await childrenOf(safar.child.pid);
      expect(pids).toHaveLength(2);
      await safar.end("SIGKILL");
      await soon(() => {
        for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
      });
    });

    it("tell that Kafka is away, and go on when it is back", async () => {
      await start(2, { SAFAR_APPEND_MS: "1000", SAFAR_KAFKA_REQUEST_MS: "500" });
      broker.freeze();
      try {
        await soon(async () => {
          await Promise.all(Array.from({ length: 4 }, () => post()));
          const answer = await fetch(`${safar.ready.ops}/readyz`);
          expect([answer.status, await answer.text()]).toEqual([503, expect.stringMatching(/^Worker \d: /)]);
        });
        expect(await metric("safar_log_available")).toBe(0);
      } finally {
        broker.thaw();
      }
      await soon(async () => expect((await fetch(`${safar.ready.ops}/readyz`)).status).toBe(200));
    });

    it("refuse to start with the sentence and the exit code of one process", async () => {
      const collect = (changes: NodeJS.ProcessEnv) =>
        runSafar(["collect", "--ops-port", "0", "--port", "0", "--workers", "2"], { ...env, ...changes })
          .ended;
      const [none, gone, many] = await Promise.all([
        collect({ SAFAR_KAFKA_BROKERS: "" }),
        collect({ SAFAR_KAFKA_BROKERS: "127.0.0.1:1" }),
        collect({ SAFAR_MAX_PENDING_MIB: "1" }),
      ]);
      expect(none).toMatchObject({
        code: 2,
        stderr: expect.stringContaining("safar: SAFAR_KAFKA_BROKERS is not set."),
      });
      expect(gone).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("safar: Kafka at 127.0.0.1:1 does not answer"),
      });
      expect(many).toMatchObject({ code: 2, stderr: expect.stringContaining("Allow at least 2.") });
      const taken = createConnection(Number(broker.brokers.split(":")[1]), "127.0.0.1");
      await once(taken, "connect");
      taken.destroy();
      const busy = await runSafar(
        ["collect", "--ops-port", "0", "--port", broker.brokers.split(":")[1]!, "--workers", "2"],
        env,
      ).ended;
      expect(busy).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("another program listens there"),
      });
    });
  },
  { own: true },
);
