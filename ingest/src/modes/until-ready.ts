import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";

const PAUSE_MS = 2_000;

/**
 * Does a step of the start; with `wait` again and again until it works, saying why it does not yet.
 *
 * @throws what the step throws, when it is not to be waited for
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
