import { rm, stat, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A change takes milliseconds: a lock as old as this was left by a process that died. */
const LEFT_BEHIND_MS = 10_000;
const TRY_AGAIN_MS = 25;

/**
 * Runs a task while no other process runs one under the same lock.
 *
 * @param path of a file that is there as long as the task runs
 * @throws {Error} when the folder can't be written to
 */
export async function withFileLock<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  while (!(await take(path))) await sleep(TRY_AGAIN_MS);
  try {
    return await task();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid}\n`, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    const held = await stat(path).catch(() => undefined);
    if (held && Date.now() - held.mtimeMs > LEFT_BEHIND_MS) await rm(path, { force: true });
    return false;
  }
}
