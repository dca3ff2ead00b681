import { Worker } from "node:worker_threads";
import type { ModelWork } from "./models.js";

/** A task for the thread: a function of `ModelWork` and its arguments. */
export interface ModelTask {
  readonly what: Exclude<keyof ModelWork, "close">;
  readonly given: readonly unknown[];
}

export type ModelAnswer = { readonly result: unknown } | { readonly error: string };

/**
 * Computes models on a worker thread, so that the collector is not blocked. The thread exists only during a task. Tasks
 * run one at a time.
 */
export function modelThread(): ModelWork {
  let last: Promise<unknown> = Promise.resolve();
  let running: Worker | undefined;
  let closed = false;
  const compute = async (task: ModelTask): Promise<unknown> => {
    if (closed) throw new Error("The collector is stopping.");
    const worker = new Worker(new URL("./model-thread-main.js", import.meta.url), { workerData: task });
    running = worker;
    try {
      return await new Promise((resolve, reject) => {
        worker.once("message", (answer: ModelAnswer) =>
          "result" in answer ? resolve(answer.result) : reject(new Error(answer.error)),
        );
        worker.once("error", reject);
        worker.once("exit", () => reject(new Error("The collector is stopping.")));
      });
    } finally {
      running = undefined;
      await worker.terminate();
    }
  };
  const ask =
    (what: ModelTask["what"]) =>
    (...given: readonly unknown[]) => {
      const turn = last.then(() => compute({ what, given }));
      last = turn.catch(() => {});
      return turn as Promise<never>;
    };
  return {
    fitPurchases: ask("fitPurchases"),
    fitSpending: ask("fitSpending"),
    forecasts: ask("forecasts"),
    async close() {
      closed = true;
      await running?.terminate();
      await last;
    },
  };
}
