import { parentPort, workerData } from "node:worker_threads";
import type { ModelAnswer, ModelTask } from "./model-thread.js";
import { onThisThread } from "./models.js";

const { what, given } = workerData as ModelTask;
const compute = onThisThread[what] as (...args: readonly unknown[]) => Promise<unknown>;
const answer: ModelAnswer = await compute(...given).then(
  (result) => ({ result }),
  (error: Error) => ({ error: error.message }),
);
parentPort?.postMessage(answer);
