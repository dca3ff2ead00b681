import type { Logger } from "pino";
import type { Warehouse } from "../../store/warehouse/warehouse.js";
import { modelThread } from "./model-thread.js";
import { PREDICT_DEFAULTS, predict, TooFewCustomersError } from "./predict.js";

/** The first fit waits, so that it does not slow down the start. */
const FIRST_AFTER_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Fits the models of every source periodically, while the collector runs.
 *
 * Skips a source with too few customers, and logs that at level debug. Logs any other failure as a warning.
 *
 * @param hours between two runs; 0 for never
 */
export function keepPredicting(
  warehouse: Pick<Warehouse, "query" | "insert">,
  sourceIds: () => readonly string[],
  logger: Logger,
  hours: number,
): { close(): Promise<void> } {
  let closed = false;
  let round: Promise<void> = Promise.resolve();
  const work = modelThread();
  const predictAll = async () => {
    for (const source of sourceIds()) {
      try {
        const steps = predict(warehouse, { source, ...PREDICT_DEFAULTS }, work);
        let next = await steps.next();
        while (!next.done) {
          if (closed) return;
          if (next.value.startsWith("Warning")) logger.warn({ source }, next.value);
          next = await steps.next();
        }
        logger.info({ source, customers: next.value.customers }, "Predictions written");
      } catch (error) {
        if (closed) return;
        const isNew = error instanceof TooFewCustomersError;
        logger[isNew ? "debug" : "warn"](
          { source, err: error },
          "No new predictions; the previous ones stay",
        );
      }
    }
  };
  const start = () => {
    round = predictAll();
  };
  const first = hours > 0 ? setTimeout(start, FIRST_AFTER_MS).unref() : undefined;
  const timer = hours > 0 ? setInterval(start, hours * HOUR_MS).unref() : undefined;
  return {
    async close() {
      closed = true;
      clearTimeout(first);
      clearInterval(timer);
      await work.close();
      await round;
    },
  };
}
