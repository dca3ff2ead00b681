import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** A lock that was not renewed for so long was left by a process that died. */
const LEFT_BEHIND_MS = 10_000;
const RENEW_MS = 2_000;
const TRY_AGAIN_MS = 25;
/** Taking away what was left behind takes milliseconds: whoever is at it for so long died at it. */
const TAKING_AWAY_LIMIT_MS = 30_000;

/**
 * Runs a task while no other process runs one under the same lock.
 *
 * @param path of a file that is there as long as the task runs
 * @throws {Error} when the folder can't be written to, or a process died while it took away another one's lock
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
    // Only our own: a machine that slept may find that another process took over.
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
 * Two who find an old lock must not both take it away: the second one would take away the new lock that the first one
 * made. So one at a time looks again and takes away.
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
        `A process died while it held ${turn}. Remove that folder when no command of Safar runs.`,
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
