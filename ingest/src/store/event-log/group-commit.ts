import type { Warehouse } from "../warehouse/warehouse.js";
import { type Batcher, type BatcherOptions, batcher } from "./batcher.js";
import { type EventLog, EventLogUnavailableError } from "./event-log.js";
import { storeGroup, type TableTargets } from "./store-group.js";

/** The event log of the embedded mode. */
export type GroupCommit = EventLog & Pick<Batcher, "settled">;

/** Retry-After when the engine refuses, in seconds; a full disk takes a while to fix. */
const RETRY_AFTER_SECONDS = 5;

const DEFAULTS: BatcherOptions = {
  lingerMs: 10,
  // An insert costs about 25 ms of a core even for few rows, including the later merge. With half this interval a
  // busy machine works a seventh more and answers later.
  intervalMs: 200,
  // In larger inserts each row costs less, and the engine has fewer parts to merge.
  maxGroupRows: 10_000,
  // While one insert waits for the disk, the next one is parsed.
  maxUnderWay: 2,
  maxPendingChars: 128 * 1024 * 1024,
};

/** The event log of the embedded mode: requests that arrive together share one fsynced insert. */
export function groupCommit(
  warehouse: Warehouse,
  targets: TableTargets,
  options: Partial<BatcherOptions> = {},
): GroupCommit {
  return batcher(
    {
      newContent: () => ({ events: [] as string[], deadLetters: [] as string[] }),
      put(group, records) {
        for (const row of records.events) group.events.push(row);
        for (const row of records.deadLetters) group.deadLetters.push(row);
      },
      store: (group) => storeGroup(warehouse, targets, group.events, group.deadLetters),
      refusal: (error) =>
        new EventLogUnavailableError(
          `The warehouse refused an insert: ${(error as Error).message}`,
          RETRY_AFTER_SECONDS,
          { cause: error },
        ),
      full: "Too many events wait to be stored.",
    },
    { ...DEFAULTS, ...options },
  );
}
