import type { Logger } from "pino";
import type { RowText } from "../../store/warehouse/warehouse.js";
import type { JoinedUsers } from "./joined-users.js";

/** How often a loader recomputes the table after it stored aliases. */
const EVERY_MS = 60_000;

/**
 * Joins users when their aliases are stored, and recomputes the table at the start and after each minute with new
 * aliases. Two loaders that join the same users at the same time can miss each other's writes; the recomputation sees
 * both.
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
      logger.warn({ err: error }, "Joining users by their aliases failed; trying again in a minute");
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
