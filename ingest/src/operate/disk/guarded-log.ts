import { type EventLog, EventLogUnavailableError } from "../../store/event-log/event-log.js";
import type { WatchedDisk } from "./watch-disk.js";

/** Retry-After for senders, in seconds: freeing a full disk takes a while. */
const RETRY_AFTER_SECONDS = 30;

/** An event log that accepts nothing while the disk is full: the remaining space is needed to free some. */
export function guardedLog(log: EventLog, disk: Pick<WatchedDisk, "problem">): EventLog {
  const refusal = () => {
    const problem = disk.problem();
    return problem === undefined ? undefined : new EventLogUnavailableError(problem, RETRY_AFTER_SECONDS);
  };
  return {
    ...log,
    append: (records) => {
      const refused = refusal();
      return refused ? Promise.reject(refused) : log.append(records);
    },
    unavailable: () => refusal() ?? log.unavailable(),
  };
}
