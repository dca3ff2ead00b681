/** Of its own, so that it takes no pages from a service worker that the shop has. */
const SCOPE = "/safar-push/";

/**
 * The registration of the shop's worker for notifications, with a worker that runs.
 *
 * @param start whether to start one where there is none
 * @throws {Error} of the browser, where its file is missing or fails
 */
export async function workerAt(path: string, start: boolean): Promise<ServiceWorkerRegistration | undefined> {
  const known = await navigator.serviceWorker.getRegistration(SCOPE);
  const isOurs = known !== undefined && new URL(known.scope).pathname === SCOPE;
  if (!start) return isOurs ? known : undefined;
  const own = await navigator.serviceWorker.register(path, { scope: SCOPE });
  if (!own.active) await activated(own.installing ?? own.waiting);
  return own;
}

async function activated(worker: ServiceWorker | null): Promise<void> {
  if (worker === null) throw new Error("The service worker did not start.");
  await new Promise<void>((resolve, reject) => {
    const look = () => {
      if (worker.state === "activated") resolve();
      if (worker.state === "redundant") reject(new Error("The service worker did not start."));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}
