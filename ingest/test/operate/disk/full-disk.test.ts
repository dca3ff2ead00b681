import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lastWrite } from "../../../src/operate/disk/last-write.js";
import { openTinyDisk, type TinyDisk } from "../../crash/tiny-disk.js";
import { runSafar, type ServeProcess, startServe } from "../../journey/serve-process.js";

let folder: string;
let disk: TinyDisk | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-full-"));
  disk = await openTinyDisk(join(folder, "disk"), 640);
});
afterAll(async () => {
  disk?.close();
  await rm(folder, { recursive: true, force: true });
});

const send = async (server: ServeProcess, event: object) =>
  (
    await fetch(`${server.collector}/v1/track`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${server.writeKey}:`)}` },
      body: JSON.stringify({ userId: "u", ...event }),
    })
  ).status;
const readiness = async (server: ServeProcess) => (await fetch(`${server.ops}/readyz`)).text();
const soon = (check: () => unknown) => vi.waitFor(check, { timeout: 60_000, interval: 250 });

it("a full disk: refused and told, started again after a kill, freed by `safar free`, and taken in again", {
  timeout: 300_000,
}, async () => {
  if (disk === undefined) return;
  const data = join(disk.folder, "data");
  let server = await startServe(data);
  expect(await send(server, { event: "x" })).toBe(200);
  expect(await send(server, { event: 7 })).toBe(200);
  expect(await readdir(data)).toContain("reserve");
  expect(await readiness(server)).toBe("ok\n");

  await disk.fill();
  await soon(async () => expect(await send(server, { event: "y" })).toBe(503));
  await soon(async () => expect(await readiness(server)).toContain("The disk is full"));
  await disk.clear();
  await soon(async () => expect(await readiness(server)).toBe("ok\n"));
  expect(await readdir(data)).toContain("reserve");
  await server.end("SIGKILL");
  await disk.fill();

  // Nothing is free, and it starts: events are refused, so that they don't take what is left for those who free it.
  server = await startServe(data);
  expect(await send(server, { event: "y" })).toBe(503);
  expect(await readiness(server)).toContain("The disk is full");
  const letters = () => server.rows("SELECT 1 FROM dead_letters FINAL");
  expect((await letters()).length).toBeGreaterThan(0);
  const freed = await runSafar(["free", "--dead-letters-older-than", "0", "--yes", "--data", data]).ended;
  expect([freed.code, freed.stderr]).toEqual([0, expect.stringContaining("dead_letters: ")]);
  expect(await letters()).toEqual([]);
  await server.end("SIGKILL");

  // And without a collector.
  const shown = await runSafar(["free", "--events-older-than", "0", "--data", data]).ended;
  expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining("Nothing was deleted")]);
  expect(shown.stdout).toContain("event_rows");

  server = await startServe(data);
  await disk.clear();
  await soon(async () => expect(await readiness(server)).toBe("ok\n"));
  expect(await send(server, { event: "z" })).toBe(200);
  expect(await readdir(data)).toContain("reserve");
  expect(await server.rows("SELECT event FROM events WHERE event IN ('x', 'z') ORDER BY event")).toHaveLength(
    2,
  );
  const all = await runSafar(["free", "--events-older-than", "0", "--yes", "--data", data]).ended;
  expect(all.code).toBe(0);
  expect(await server.rows("SELECT 1 FROM events")).toEqual([]);
  expect(await server.end("SIGTERM")).toBe(0);
});

it("a failed insert says that events are not taken, until one is or somebody must try", () => {
  const writes = lastWrite();
  expect(writes.problem(0)).toBeUndefined();
  writes.wrote({ failed: true }, 1_000);
  expect(writes.problem(2_000)).toContain("could not be stored");
  writes.wrote({ failed: false }, 3_000);
  expect(writes.problem(3_000)).toBeUndefined();
  writes.wrote({ failed: true }, 4_000);
  expect(writes.problem(40_000)).toBeUndefined();
});
