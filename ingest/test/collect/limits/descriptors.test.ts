import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connectRaw } from "../../raw-http.js";

const MAIN = fileURLToPath(new URL("../../../dist/main.js", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-files-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The built collector, where no more than so many files may be open. */
function serveWith(files: number): ChildProcess {
  const args = ["--json", "--data", folder, "--port", "0", "--query-port", "0", "--ops-port", "0"];
  return spawn(
    "bash",
    ["-c", `ulimit -n ${files} && exec "$0" "$@"`, process.execPath, MAIN, "serve", ...args],
    {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, SAFAR_REQUEST_TIMEOUT_MS: "600000", SAFAR_MAX_CONNECTIONS: "10000" },
    },
  );
}

it("more silent connections than there are files end nothing: the oldest are closed, and events are stored", async () => {
  const server = serveWith(700);
  let log = "";
  server.stderr!.on("data", (text) => {
    log += text;
  });
  const sockets: Socket[] = [];
  try {
    const [line] = await once(createInterface({ input: server.stdout! }), "line");
    const { collector, ops, writeKey } = JSON.parse(line);
    expect(log).toContain("only 444 connections are allowed");
    for (let n = 0; n < 900; n++) {
      sockets.push(await connectRaw(collector));
      sockets.at(-1)!.on("error", () => {});
    }
    // Longer than the sampling of the load, which once ended the process.
    await sleep(6_000);
    expect(server.exitCode).toBeNull();
    const honest = await connectRaw(collector);
    const body = JSON.stringify({ type: "track", event: "x", userId: "u" });
    honest.write(
      `POST /v1/track HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${writeKey}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [answer] = await once(honest, "data");
    expect(String(answer)).toContain("200 OK");
    expect((await fetch(`${ops}/readyz`)).status).toBe(200);
    expect((await fetch(`${ops}/metrics`)).status).toBe(200);
    honest.destroy();
  } finally {
    for (const socket of sockets) socket.destroy();
    server.kill("SIGTERM");
    await once(server, "close");
  }
  expect(server.exitCode).toBe(0);
}, 120_000);

it("with too few files the start says what to do", async () => {
  const server = serveWith(200);
  let said = "";
  server.stderr!.on("data", (text) => {
    said += text;
  });
  await once(server, "close");
  expect(server.exitCode).toBe(1);
  expect(said).toContain("Only 200 files may be open at once");
  expect(said).not.toContain("    at ");
});
