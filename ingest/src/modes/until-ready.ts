import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

const PAUSE_MS = 2_000;

/**
 * Runs a step of the start; with `wait` retries it until it works, and logs why it does not yet.
 *
 * @throws the step's error, when waiting cannot help or `wait` is false
 */
export async function untilReady<Result>(
  step: () => Promise<Result>,
  { wait, logger, pauseMs = PAUSE_MS }: { wait: boolean; logger: Logger; pauseMs?: number },
): Promise<Result> {
  let said = "";
  for (;;) {
    try {
      return await step();
    } catch (error) {
      if (!wait) throw error;
      const { message } = error as Error;
      if (message !== said) logger.warn(`Waiting: ${message}`);
      said = message;
      await sleep(pauseMs);
    }
  }
}
