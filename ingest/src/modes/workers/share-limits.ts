import type { Workers } from "./start-workers.js";

/** Tells each worker what senders took from the others, so that all workers share one limit. */
export function shareLimits(workers: Pick<Workers, "on" | "running" | "tell">): void {
  workers.on({
    said(worker, message) {
      if (message.kind !== "taken") return;
      workers.tell(
        message,
        workers.running().filter(({ id }) => id !== worker.id),
      );
    },
  });
}
