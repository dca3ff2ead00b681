import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { MEMORY_ENV, memoryOf } from "../fuzz/memory.js";
import { type ServeProcess, startServe } from "../journey/serve-process.js";
import { connectRaw, readRaw } from "../raw-http.js";

const CONNECTIONS = 10_000;
const AT_ONCE = 500;
const ASKED = "GET /v1/projects/x/settings HTTP/1.1\r\nHost: a\r\n\r\n";
const MIB = 1024 * 1024;

let server: ServeProcess;
let folder: string;
const idle: Socket[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-idle-"));
  server = await startServe(folder, [], MEMORY_ENV);
});
afterAll(async () => {
  for (const socket of idle) socket.destroy();
  expect(await server.end("SIGTERM")).toBe(0);
  await rm(folder, { recursive: true });
});

it("10,000 connections that idle take little memory, and honest senders are served beside them", async () => {
  const before = await memoryOf(server);
  let ended = 0;
  while (idle.length < CONNECTIONS) {
    const opened = await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const socket = await connectRaw(server.collector);
        socket.once("close", () => ended++);
        // Once it has asked for something a connection may idle as long as browsers keep theirs.
        socket.write(ASKED);
        await readRaw(socket, { quietMs: 30_000, until: (text) => text.includes("}") });
        return socket;
      }),
    );
    idle.push(...opened);
  }
  const open = idle.length - ended;
  const sent = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      fetch(`${server.collector}/v1/track`, {
        method: "POST",
        headers: { authorization: `Bearer ${server.writeKey}` },
        body: JSON.stringify({ userId: "honest", event: "Signed Up", messageId: `beside ${n}` }),
      }),
    ),
  );
  expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([200]));
  expect(await server.rows("SELECT 1 FROM events WHERE user_id = 'honest'")).toHaveLength(50);
  expect(open).toBe(CONNECTIONS);
  const after = await memoryOf(server);
  expect((after.held - before.held) / MIB).toBeLessThan(300);
});
