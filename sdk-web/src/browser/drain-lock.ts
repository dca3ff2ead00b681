import { attempt } from "./attempt.js";
import { sleep } from "./sleep.js";

/** How long a tab that stopped without a word keeps the others waiting. */
const leaseMs = 20_000;
/** In which two tabs that wrote at the same moment find out. */
const doubtMs = 100;

/**
 * Runs the task, which never rejects, unless another tab runs one: by Web Locks, or by a lease in localStorage
 * where they are missing, as on pages without https, or alone where that is denied too.
 */
export async function inTurn(name: string, task: () => Promise<unknown>): Promise<unknown> {
  const { locks } = navigator;
  // Denied in sandboxed frames, which share nothing with other tabs.
  if (locks) return locks.request(name, { ifAvailable: true }, (lock) => lock && task()).catch(task);

  /** The time until which the lease is this tab's, with a fraction that no other tab has. */
  let mine: string | undefined;
  const write = () => attempt(() => (localStorage[name] = mine = `${Date.now() + leaseMs + Math.random()}`));
  try {
    const left = localStorage[name] - Date.now();
    // One that ends later was written by another clock.
    if (left > 0 && left <= leaseMs + 1) return;
    write();
    await sleep(doubtMs);
    if (localStorage[name] !== mine) return;
  } catch {
    // Denied.
  }
  const renewal = setInterval(write, leaseMs / 4);
  await task();
  clearInterval(renewal);
  attempt(() => delete localStorage[name]);
}
