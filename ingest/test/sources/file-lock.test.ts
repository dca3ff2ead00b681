import { mkdir, mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { withFileLock } from "../../src/sources/file-lock.js";

let folder: string;
let lock: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "safar-lock-"));
  lock = join(folder, "sources.lock");
});
afterEach(() => rm(folder, { recursive: true }));

const longAgo = new Date(Date.now() - 60_000);
async function leaveBehind() {
  await writeFile(lock, "4711 dead\n");
  await utimes(lock, longAgo, longAgo);
}

it("runs one task at a time, also when many find a lock that was left behind", async () => {
  for (let round = 0; round < 20; round++) {
    await leaveBehind();
    let inside = 0;
    let most = 0;
    const task = () =>
      withFileLock(lock, async () => {
        most = Math.max(most, ++inside);
        await sleep(1);
        inside--;
      });
    await Promise.all(Array.from({ length: 8 }, task));
    expect(most).toBe(1);
  }
  expect(await readdir(folder)).toEqual([]);
});

it("waits for the one who takes away, and takes nothing away beside it", async () => {
  await leaveBehind();
  await mkdir(`${lock}.taking-away`);
  let done = false;
  const task = withFileLock(lock, async () => {
    done = true;
  });
  await sleep(200);
  expect([done, Math.round((await stat(lock)).mtimeMs)]).toEqual([false, longAgo.getTime()]);
  await rm(`${lock}.taking-away`, { recursive: true });
  await task;
  expect(done).toBe(true);
});

it("says what to remove when a process died while it took a lock away", async () => {
  await leaveBehind();
  await mkdir(`${lock}.taking-away`);
  await utimes(`${lock}.taking-away`, longAgo, longAgo);
  await expect(withFileLock(lock, async () => {})).rejects.toThrow(`Remove that folder`);
});

it("leaves a lock alone that is no longer its own", async () => {
  await withFileLock(lock, async () => {
    await writeFile(lock, "another\n");
  });
  expect(await readdir(folder)).toEqual(["sources.lock"]);
});
