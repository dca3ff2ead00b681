import { attempt } from "./attempt.js";

/** Lets one tab at a time do something. */
export interface DrainLock {
  /** Waits for its turn, then runs the task. Does not run it when the signal comes before its turn. */
  run(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
}

/** How long a tab that stopped without a word keeps the others waiting; longer than any request. */
const leaseMs = 20_000;
const pollMs = 300;

/** By Web Locks, or by a lease in localStorage where they are missing or denied, or alone without that too. */
export function createDrainLock(name: string): DrainLock {
  return {
    async run(task, signal) {
      let hasRun = false;
      const once = () => {
        hasRun = true;
        return task();
      };
      try {
        await navigator.locks.request(name, { signal }, once);
      } catch {
        if (!hasRun && !signal.aborted) await withLease(name, once, signal);
      }
    },
  };
}

async function withLease(name: string, task: () => Promise<void>, signal: AbortSignal): Promise<void> {
  const mine = `${Math.random()}`;
  const read = () => (attempt(() => localStorage.getItem(name)) ?? "").split(" ");
  const write = () => attempt(() => localStorage.setItem(name, `${mine} ${Date.now() + leaseMs}`));
  for (;;) {
    if (signal.aborted) return;
    const until = Number(read()[1]);
    const isFree = !(until > Date.now() && until <= Date.now() + leaseMs);
    if (isFree) write();
    // Two tabs may write at the same moment: the one that is read back after a while has it.
    await new Promise((resolve) => setTimeout(resolve, isFree ? pollMs / 3 : pollMs));
    const [holder] = read();
    if (holder === mine || !holder) break;
  }
  const renewal = setInterval(write, leaseMs / 4);
  try {
    await task();
  } finally {
    clearInterval(renewal);
    if (read()[0] === mine) attempt(() => localStorage.removeItem(name));
  }
}
