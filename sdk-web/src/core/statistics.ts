import { type DropReason, dropReasons } from "./drop-reason.js";

/** Counts of all events tracked so far: `tracked = queued + inFlight + sent + all of dropped`. */
export interface Statistics {
  readonly tracked: number;
  /** Waiting for their first attempt. */
  readonly queued: number;
  /** In a batch that is being sent or waits for a retry. */
  readonly inFlight: number;
  /** Acknowledged by the collector. */
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

export const noDrops = (): Record<DropReason, number> =>
  Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
