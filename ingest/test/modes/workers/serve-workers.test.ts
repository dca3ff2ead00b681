import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";

const SECRET = "only-the-operator-knows-this-one";
const run = promisify(execFile);
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 40_000, interval: 100 });

/** Each test starts ClickHouse and several collectors. */
describe("serve --workers", { timeout: 180_000 }, () => {
  let folder: string;
  let safar: ServeProcess;
  let ids = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "safar-serve-workers-"));
  });
  afterEach(async () => {
    await safar?.end("SIGTERM").catch(() => {});
    await rm(folder, { recursive: true });
  });

  const start = async (workers: number, env: NodeJS.ProcessEnv = {}) => {
    safar = await startServe(folder, ["--workers", String(workers)], {
      SAFAR_OPERATOR_SECRET: SECRET,
      ...env,
    });
  };
  /** Its workers: the engine is a child of the same process. */
  const workerPids = async () => {
    const { stdout } = await run("pgrep", ["-a", "-P", String(safar.child.pid)]);
    return stdout
      .split("\n")
      .filter((line) => line.includes(" serve "))
      .map((line) => Number.parseInt(line, 10));
  };
  const metric = async (name: string) => {
    const text = await (await fetch(`${safar.ops}/metrics`)).text();
    const line = text.split("\n").find((one) => one.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  };
  /** Asks on a connection of its own, so that it may reach any worker. */
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${safar.collector}${path}`, {
      ...init,
      headers: { connection: "close", ...init.headers },
      signal: AbortSignal.timeout(20_000),
    });
  const send = async (batch: readonly object[], key = safar.writeKey) => {
    const answer = await ask("/v1/batch", {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${key}:`)}` },
      body: JSON.stringify({ batch }),
    });
    return {
      status: answer.status,
      body: (await answer.json()) as { accepted?: number; rejected?: object[] },
    };
  };
  const newEvents = (events: number, more: object = {}) =>
    Array.from({ length: events }, () => {
      ids += 1;
      return {
        type: "track",
        event: "Product Viewed",
        userId: `u${ids % 50}`,
        messageId: `m${ids}`,
        ...more,
      };
    });
  const safarCommand = async (...args: string[]) => {
    const { code, stdout, stderr } = await runSafar([...args, "--data", folder]).ended;
    expect([args[0], code, stderr]).toEqual([args[0], 0, expect.anything()]);
    return stdout;
  };
  /** Sends until it is told to stop; gives the ids of what was acknowledged. */
  const load = (senders: number) => {
    const acknowledged: string[] = [];
    let running = true;
    const sending = Promise.all(
      Array.from({ length: senders }, async () => {
        while (running) {
          const batch = newEvents(5);
          const sent = await send(batch).catch(() => undefined);
          if (sent?.status === 200) acknowledged.push(...batch.map(({ messageId }) => messageId));
        }
      }),
    );
    return async () => {
      running = false;
      await sending;
      return acknowledged;
    };
  };
  const storedIds = async () => {
    const rows = await safar.rows<{ id: string }>("SELECT message_id AS id FROM event_rows FINAL");
    return rows.map(({ id }) => id);
  };

  it("store what each of them takes, add up their metrics, and show it all in one tail", async () => {
    await start(3);
    const tail = await fetch(`${safar.ops}/operator/tail`, {
      headers: { authorization: `Bearer ${SECRET}` },
    });
    expect([(await workerPids()).length, await metric("safar_workers")]).toEqual([3, 3]);
    const batches = Array.from({ length: 30 }, (_, n) => [...newEvents(2), { type: "nonsense", refused: n }]);
    const sent = await Promise.all(batches.map((batch) => send(batch)));
    expect(
      new Set(sent.map(({ status, body }) => `${status} ${body.accepted} ${body.rejected?.length}`)),
    ).toEqual(new Set(["200 2 1"]));
    expect(await metric('safar_events_accepted_total{source="shop"}')).toBe(60);
    expect(await metric("safar_log_rows_total")).toBe(90);
    expect((await storedIds()).sort()).toEqual(
      batches
        .flatMap((batch) => batch.flatMap((event) => ("messageId" in event ? [event.messageId] : [])))
        .sort(),
    );
    expect(await safar.rows("SELECT toUInt32(count()) AS n FROM dead_letters FINAL")).toEqual([{ n: 30 }]);
    let text = "";
    for await (const part of tail.body!.pipeThrough(new TextDecoderStream())) {
      text += part;
      if (text.split("\n").filter(Boolean).length === 90) break;
    }
    expect(await (await fetch(`${safar.ops}/readyz`)).text()).toBe("ok\n");
    expect(await safar.end("SIGTERM")).toBe(0);
    expect(safar.stderr().match(/"level":[456]0.*/g)).toBeNull();
  });

  it("lose and double nothing when one of them and the engine are killed under load", async () => {
    await start(2);
    const stop = load(8);
    for (const kills of [1, 2]) {
      await sleep(400);
      const [victim = 0] = await workerPids();
      process.kill(victim, "SIGKILL");
      await soon(async () => {
        expect(await metric("safar_worker_restarts_total")).toBe(kills);
        expect(await metric("safar_workers")).toBe(2);
      });
    }
    const { stdout } = await run("pgrep", ["-a", "-P", String(safar.child.pid)]);
    const engine = stdout.split("\n").find((line) => line.includes("engine"));
    process.kill(Number.parseInt(engine!, 10), "SIGKILL");
    await soon(async () => {
      expect((await send(newEvents(1))).status).toBe(503);
    }).catch(() => {});
    await soon(async () => expect((await send(newEvents(1))).status).toBe(200));
    const acknowledged = await stop();
    expect(acknowledged.length).toBeGreaterThan(0);
    expect(await safar.end("SIGTERM")).toBe(0);
    await start(1);
    const stored = await storedIds();
    expect(new Set(stored).size).toBe(stored.length);
    const all = new Set(stored);
    expect(acknowledged.filter((id) => !all.has(id))).toEqual([]);
  });

  it("know one session of the dashboard, one demo shop, and each change of the sources", async () => {
    await start(3, { SAFAR_DASHBOARD_EDITOR_PASSWORD: "editor of this shop" });
    const wrong = await ask("/dashboard/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ secret: "wrong" }),
    });
    expect(wrong.status).toBe(401);
    const signedIn = await ask("/dashboard/session", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ secret: safar.password }),
    });
    expect(signedIn.status).toBe(204);
    const cookie = signedIn.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const statuses = async () => {
      const asked = Array.from({ length: 24 }, () => ask("/dashboard/ask/sources", { headers: { cookie } }));
      const answers = await Promise.all(asked);
      return [...new Set(answers.map(({ status }) => status))];
    };
    expect(await statuses()).toEqual([200]);
    const roles = await Promise.all(
      Array.from({ length: 12 }, async () =>
        JSON.stringify(await (await ask("/dashboard/ask/role", { headers: { cookie } })).json()),
      ),
    );
    expect([...new Set(roles)]).toEqual([JSON.stringify({ rows: [{ role: "viewer" }] })]);
    expect((await ask("/dashboard/session", { method: "DELETE", headers: { cookie } })).status).toBe(204);
    expect(await statuses()).toEqual([401]);

    // Also a change that an editor makes at any of them is written once, by the process with the engine.
    const json = { "content-type": "application/json" };
    const editor = await ask("/dashboard/session", {
      ...{ method: "POST", headers: json, body: JSON.stringify({ secret: "editor of this shop" }) },
    });
    const nodes = { hour: { type: "delay", for: "1 hour", next: "end" } };
    const text = JSON.stringify({ name: "cart", entry: { event: "Product Added" }, start: "hour", nodes });
    const published = await Promise.all(
      Array.from({ length: 4 }, () =>
        ask("/dashboard/journeys/publish", {
          method: "POST",
          headers: {
            ...json,
            cookie: editor.headers
              .getSetCookie()
              .map((one) => one.split(";")[0])
              .join("; "),
          },
          body: JSON.stringify({
            ...{ source: safar.source, time_zone: "UTC", moves: false, after: 0 },
            draft: { text, segments: {} },
          }),
        }),
      ),
    );
    expect(published.map(({ status }) => status).toSorted()).toEqual([200, 409, 409, 409]);

    const page = await (await ask("/demo")).text();
    const [, demoKey = ""] = /(wk_[\w-]+)/.exec(page) ?? [];
    const demo = await Promise.all(Array.from({ length: 12 }, () => send(newEvents(1), demoKey)));
    expect(new Set(demo.map(({ status }) => status))).toEqual(new Set([200]));

    const key = (await safarCommand("keys", "add", "shop", "--kind", "server")).trim();
    await soon(async () => {
      const sent = await Promise.all(Array.from({ length: 12 }, () => send(newEvents(1), key)));
      expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    });
  });

  it("join users in turn, whichever of them takes the aliases", async () => {
    // A key that is added while they run is known to each worker at a moment of its own, within a second.
    await start(1);
    const key = (await safarCommand("keys", "add", "shop", "--kind", "server")).trim();
    expect(await safar.end("SIGTERM")).toBe(0);
    await start(3);
    // One chain of users, each link of which goes to any worker at the same time as the others.
    const links = Array.from({ length: 40 }, (_, n) => ({
      type: "alias",
      previousId: `chain${n}`,
      userId: `chain${n + 1}`,
      messageId: `link${n}`,
    }));
    const sent = await Promise.all(links.map((link) => send([link], key)));
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
    expect(
      await safar.rows(
        "SELECT toUInt32(count()) AS users, toUInt32(uniqExact(customer_id)) AS customers FROM joined_users FINAL WHERE startsWith(user_id, 'chain')",
      ),
    ).toEqual([{ users: 41, customers: 1 }]);
  });

  it("take nothing of a person who was forgotten, at any of them, and at one that starts later", async () => {
    await start(3);
    const past = { userId: "gone", timestamp: "2025-01-02T03:04:05Z" };
    await Promise.all(Array.from({ length: 12 }, () => send(newEvents(2, past))));
    const stop = load(4);
    const forgetting = safarCommand("forget", "gone", "--yes");
    const late = Promise.all(Array.from({ length: 24 }, () => send(newEvents(1, past))));
    await Promise.all([forgetting, late]);
    const none = async () => {
      const sent = await Promise.all(Array.from({ length: 24 }, () => send(newEvents(1, past))));
      expect(new Set(sent.map(({ status, body }) => `${status} ${body.accepted}`))).toEqual(
        new Set(["200 0"]),
      );
      expect(await safar.rows("SELECT 1 FROM event_rows WHERE user_id = 'gone'")).toEqual([]);
    };
    await none();
    for (const pid of await workerPids()) process.kill(pid, "SIGKILL");
    await soon(async () => expect(await metric("safar_workers")).toBe(3));
    await none();
    await stop();
  });

  it("refuse to start with the sentence and the exit code of one process", async () => {
    const { code, stderr } = await runSafar(["serve", "--data", folder, "--workers", "2"], {
      SAFAR_MAX_PENDING_MIB: "1",
    }).ended;
    expect([code, stderr]).toEqual([2, expect.stringContaining("Allow at least 2.")]);
  });
});
