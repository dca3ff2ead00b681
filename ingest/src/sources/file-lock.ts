import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that was not renewed for this long belongs to a dead process. */
const LEFT_BEHIND_MS = 10_000;
const RENEW_MS = 2_000;
const TRY_AGAIN_MS = 25;
/** Removing a stale lock takes milliseconds. A process that needs this long died while doing it. */
const TAKING_AWAY_LIMIT_MS = 30_000;

/**
 * Runs a task under a lock file that other processes share.
 *
 * @param path the lock file, which exists while the task runs
 * @throws {Error} when the folder is not writable, or a process died while it removed a stale lock
 */
export async function withFileLock<Result>(path: string, task: () => Promise<Result>): Promise<Result> {
  const token = `${process.pid} ${randomUUID()}\n`;
  while (!(await take(path, token))) {
    await takeAwayWhatWasLeft(path);
    await sleep(TRY_AGAIN_MS);
  }
  const renewing = setInterval(() => void renew(path), RENEW_MS).unref();
  try {
    return await task();
  } finally {
    clearInterval(renewing);
    // Remove only our own lock: after the machine slept, another process may hold it.
    if ((await readFile(path, "utf8").catch(() => "")) === token) await rm(path, { force: true });
  }
}

async function take(path: string, token: string): Promise<boolean> {
  try {
    await writeFile(path, token, { flag: "wx", mode: 0o600 });
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
}

async function renew(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => {});
}

/**
 * Two processes that find a stale lock must not both remove it: the second would remove the first one's new lock. So
 * only one at a time checks again and removes it.
 */
async function takeAwayWhatWasLeft(path: string): Promise<void> {
  if (!(await isLeftBehind(path, LEFT_BEHIND_MS))) return;
  const turn = `${path}.taking-away`;
  try {
    await mkdir(turn, { mode: 0o700 });
  } catch (error) {
    if (!isThere(error)) throw error;
    if (await isLeftBehind(turn, TAKING_AWAY_LIMIT_MS))
      throw new Error(
        `A process died while it held ${turn}. Remove that folder when no Safar command is running.`,
      );
    return;
  }
  try {
    if (await isLeftBehind(path, LEFT_BEHIND_MS)) await rm(path, { force: true });
  } finally {
    await rmdir(turn);
  }
}

async function isLeftBehind(path: string, limitMs: number): Promise<boolean> {
  const held = await stat(path).catch(() => undefined);
  return held !== undefined && Date.now() - held.mtimeMs > limitMs;
}

function isThere(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EEXIST";
}
