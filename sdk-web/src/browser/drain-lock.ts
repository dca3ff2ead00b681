import { attempt } from "./attempt.js";

/** Waits for its turn, then runs the task. Does not run it when the signal comes before its turn. */
export type DrainLock = (task: () => Promise<void>, signal: AbortSignal) => Promise<void>;

/** How long a tab that stopped without a word keeps the others waiting; longer than any request. */
const leaseMs = 20_000;
const pollMs = 200;

/**
 * Lets one tab at a time do something: by Web Locks, or by a lease in localStorage where they are missing or
 * denied, or alone where that is denied too.
 */
export function createDrainLock(name: string): DrainLock {
  const mine = `${Math.random()}`;
  const read = () => (attempt(() => localStorage.getItem(name)) ?? "").split(" ");
  const write = () => attempt(() => localStorage.setItem(name, `${mine} ${Date.now() + leaseMs}`));
  const sleep = () => new Promise((resolve) => setTimeout(resolve, pollMs));

  const withLease: DrainLock = async (task, signal) => {
    for (;;) {
      const left = Number(read()[1]) - Date.now();
      const isTaken = left > 0 && left <= leaseMs;
      if (!isTaken) write();
      // Two tabs may write at the same moment: the one that is read back after a while has it.
      await sleep();
      if (signal.aborted) return;
      if (!isTaken && [mine, ""].includes(read()[0] as string)) break;
    }
    const renewal = setInterval(write, leaseMs / 4);
    await task();
    clearInterval(renewal);
    attempt(() => localStorage.removeItem(name));
  };

  return async (task, signal) => {
    let hasRun = false;
    try {
      await navigator.locks.request(name, { signal }, () => {
        hasRun = true;
        return task();
      });
    } catch {
      if (!hasRun && !signal.aborted) await withLease(task, signal);
    }
  };
}
