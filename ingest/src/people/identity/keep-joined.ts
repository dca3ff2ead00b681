import type { Logger } from "pino";
import type { RowText } from "../../store/warehouse/warehouse.js";
import type { JoinedUsers } from "./joined-users.js";

/** How often a loader computes the table anew after it stored aliases. */
const EVERY_MS = 60_000;

/**
 * Joins users as their aliases are stored, and computes the table anew at the start and each minute in which there were
 * any. Loaders that join the same users at the same moment can each miss what the other one writes; the later
 * computation sees both.
 */
export function keepJoined(
  joined: JoinedUsers,
  logger: Pick<Logger, "warn">,
  everyMs = EVERY_MS,
): { stored(rows: readonly RowText[]): Promise<void>; close(): Promise<void> } {
  let isStale = true;
  let running = Promise.resolve();
  const rebuild = async () => {
    if (!isStale) return;
    isStale = false;
    try {
      await joined.rebuild();
    } catch (error) {
      isStale = true;
      logger.warn({ err: error }, "Users of one person were not joined; trying again in a minute");
    }
  };
  const next = () => {
    running = running.then(rebuild);
  };
  next();
  const timer = setInterval(next, everyMs).unref();
  return {
    async stored(rows) {
      if (await joined.stored(rows)) isStale = true;
    },
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}
