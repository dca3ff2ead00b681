/**
 * Runs the task, which never rejects, unless another tab runs one. Where Web Locks are missing, as on pages without
 * https, each tab runs its own: what two tabs send the collector keeps once.
 */
export async function inTurn(name: string, task: () => Promise<unknown>): Promise<unknown> {
  const locks = navigator.locks;
  // Denied in sandboxed frames, which share nothing with other tabs.
  return locks ? locks.request(name, { ifAvailable: true }, (lock) => lock && task()).catch(task) : task();
}
