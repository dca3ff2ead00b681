import { attempt } from "./attempt.js";

/** Runs the task when no other tab runs one. Not, when the signal comes before its turn, or its turn not soon. */
export type DrainLock = (task: () => Promise<void>, signal: AbortSignal) => Promise<unknown>;

/** How long a tab that stopped without a word keeps the others waiting; longer than any request. */
const leaseMs = 20_000;
/** In which two tabs that wrote at the same moment find out. */
const doubtMs = 100;

/**
 * Lets one tab at a time do something: by Web Locks, or by a lease in localStorage where they are missing, as
 * on pages without https, or alone where that is denied too.
 */
export function createDrainLock(name: string): DrainLock {
  const mine = `${Math.random()}`;
  const read = (): string => attempt(() => localStorage.getItem(name)) ?? "";
  const write = () => attempt(() => localStorage.setItem(name, `${mine} ${Date.now() + leaseMs}`));
  const isElsewhere = (): boolean => {
    const left = +(read().split(" ")[1] ?? 0) - Date.now();
    return !read().startsWith(mine) && left > 0 && left <= leaseMs;
  };

  return async (task, signal) => {
    const { locks } = navigator;
    if (locks) {
      let hasRun = false;
      const run = () => {
        hasRun = true;
        return task();
      };
      // Denied in sandboxed frames, which share nothing with other tabs.
      return locks.request(name, { signal }, run).catch(() => {
        if (!hasRun && !signal.aborted) return task();
      });
    }
    if (isElsewhere()) return;
    write();
    await new Promise((resolve) => setTimeout(resolve, doubtMs));
    if (isElsewhere() || signal.aborted) return;
    const renewal = setInterval(write, leaseMs / 4);
    await task();
    clearInterval(renewal);
    attempt(() => localStorage.removeItem(name));
  };
}
