import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "pino";
import type { Warehouse } from "../warehouse/warehouse.js";
import { PREDICT_DEFAULTS, predict } from "./predict.js";

/** The first fit waits until a start is over. */
const FIRST_AFTER_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Fits the models of every source again and again, while the collector does its work.
 *
 * A source with too few customers is passed over, and told of in the log at level debug.
 *
 * @param hours between two rounds; 0 for never
 */
export function keepPredicting(
  warehouse: Pick<Warehouse, "query" | "insert">,
  sourceIds: () => readonly string[],
  logger: Logger,
  hours: number,
): { close(): Promise<void> } {
  let closed = false;
  let round: Promise<void> = Promise.resolve();
  const pause = async () => {
    await nextTurn();
    if (closed) throw new Error("The collector is stopping.");
  };
  const predictAll = async () => {
    for (const source of sourceIds()) {
      try {
        const steps = predict(warehouse, { source, ...PREDICT_DEFAULTS }, pause);
        let next = await steps.next();
        while (!next.done) next = await steps.next();
        logger.info({ source, customers: next.value.customers }, "Predicted what customers will do");
      } catch (error) {
        if (closed) return;
        logger.debug({ source, err: error }, "No predictions");
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
      await round;
    },
  };
}
