import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runSafar, startServe } from "./serve-process.js";

/** A process whose engine never ends what it does. */
const STUCK = fileURLToPath(new URL("./stuck-engine.mjs", import.meta.url));

/** A process whose engine is asked again and again by somebody for whom the stop does not wait. */
const ASKED = fileURLToPath(new URL("./asked-engine.mjs", import.meta.url));

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-stop-"));
});

afterAll(() => rm(folder, { recursive: true }));

it.each(["SIGTERM", "SIGINT"] as const)(
  "%s under load stores what was accepted and ends with 0",
  async (signal) => {
    const server = await startServe(folder);
    const acknowledged: string[] = [];
    const statuses = new Set<number>();
    let stopping = false;
    let count = 0;
    const sender = async () => {
      for (;;) {
        const messageIds = Array.from({ length: 20 }, () => `${signal}-${count++}`);
        const batch = messageIds.map((messageId) => ({ type: "track", messageId, userId: "u", event: "x" }));
        try {
          const response = await fetch(`${server.collector}/v1/batch`, {
            method: "POST",
            headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
            body: JSON.stringify({ batch }),
          });
          statuses.add(response.status);
          if (response.status === 200) acknowledged.push(...messageIds);
        } catch (error) {
          if (stopping) return;
          throw error;
        }
      }
    };
    const senders = Array.from({ length: 10 }, sender);
    await sleep(700);
    stopping = true;
    expect(await server.end(signal)).toBe(0);
    await Promise.all(senders);
    expect(acknowledged.length).toBeGreaterThan(100);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);

    const again = await startServe(folder);
    const rows = await again.rows<{ message_id: string }>(
      `SELECT message_id FROM events WHERE startsWith(message_id, '${signal}')`,
    );
    const stored = new Set(rows.map((row) => row.message_id));
    expect(stored.size).toBe(rows.length);
    expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
    await again.end("SIGTERM");
  },
);

it("lets go of senders who take their time, and answers who has sent all", { timeout: 60_000 }, async () => {
  const server = await startServe(folder);
  const { hostname, port } = new URL(server.collector);
  const head = `POST /v1/track?writeKey=${server.writeKey} HTTP/1.1\r\nhost: x\r\n`;
  const body = JSON.stringify({ userId: "u", event: "x", messageId: "slow-but-whole" });
  const open = async (text: string) => {
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(text);
    return { socket, closed: once(socket, "close") };
  };
  const silent = await open("");
  const halfHead = await open(head);
  const halfBody = await open(`${head}content-length: ${body.length}\r\n\r\n${body.slice(0, 10)}`);
  const whole = await open(`${head}content-length: ${body.length}\r\n\r\n`);
  let answer = "";
  whole.socket.on("data", (text) => {
    answer += text;
  });
  await sleep(100);
  const stopped = server.end("SIGTERM");
  whole.socket.write(body);
  expect(await stopped).toBe(0);
  await Promise.all([silent, halfHead, halfBody, whole].map(({ closed }) => closed));
  expect(answer).toContain("HTTP/1.1 200");
  expect(answer).toContain("connection: close");
  const again = await startServe(folder);
  expect(await again.rows("SELECT 1 FROM events WHERE message_id = 'slow-but-whole'")).toHaveLength(1);
  await again.end("SIGTERM");
});

it("ends with 0 while the engine is still asked: what runs is answered, what comes then is refused", async () => {
  const child = spawn(process.execPath, [ASKED, join(folder, "asked")]);
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  while (!printed.includes("asking")) await once(child.stdout, "data");
  await sleep(200);
  child.kill("SIGTERM");
  expect(await once(child, "close")).toEqual([0, null]);
  expect(printed.trim().split("\n")).toEqual(["asking", "answered", "CLOSED"]);
});

it.each([
  ["takes longer than its limit", 1, [], "The stop took longer than 1 s"],
  ["is asked for a second time", 60, ["SIGTERM"], "A second SIGTERM"],
] as const)("ends a stop that %s, also when the engine is stuck", async (_, limit, more, said) => {
  const child = spawn(process.execPath, [STUCK, join(folder, `stuck-${limit}`), String(limit)]);
  let log = "";
  child.stderr.on("data", (text) => {
    log += text;
  });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  while (!log.includes("closing")) await sleep(20);
  for (const signal of more) child.kill(signal);
  const [code, signal] = await once(child, "close");
  expect([code, signal]).toEqual([null, "SIGKILL"]);
  expect(log).toContain(said);
  expect(log).toContain('"level":60');
});

it.each(["SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const)(
  "%s at a terminal ends with a line that says so",
  async (signal) => {
    const own = join(folder, signal);
    const ports = ["--port", "--query-port", "--native-port", "--ops-port"].flatMap((port) => [port, "0"]);
    const { child, printed, ended } = runSafar(["serve", "--data", own, ...ports], {
      SAFAR_LOG_LEVEL: "silent",
      NODE_OPTIONS: "--enable-source-maps --max-old-space-size=1024",
    });
    while (!printed.stdout.includes("Ctrl-C stops it")) await once(child.stdout!, "data");
    child.kill(signal);
    expect(await ended).toMatchObject({
      code: 0,
      stderr: "Stopped. Every event that was accepted is stored.\n",
    });
  },
);

it("a port that another program has is told before anything is started", async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
  const { port } = squatter.address() as { port: number };
  for (const option of ["--port", "--ops-port", "--query-port"]) {
    const own = join(folder, `taken${option}`);
    const free = ["--port", "--query-port", "--native-port", "--ops-port"].filter((one) => one !== option);
    const { ended } = runSafar([
      "serve",
      "--data",
      own,
      option,
      String(port),
      ...free.flatMap((one) => [one, "0"]),
    ]);
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`Can't listen on 127.0.0.1:${port}: another program listens there.`);
    expect(existsSync(join(own, "engine"))).toBe(false);
  }
  squatter.close();
});
