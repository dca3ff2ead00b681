import { type DropReason, dropReasons } from "./drop-reason.js";

/** Where every event tracked so far is: `tracked = queued + inFlight + sent + all of dropped`. */
export interface Statistics {
  readonly tracked: number;
  /** Waiting for their first sending. */
  readonly queued: number;
  /** In a batch that is being sent, or that waits to be sent again. */
  readonly inFlight: number;
  /** Acknowledged by the collector. */
  readonly sent: number;
  readonly dropped: Readonly<Record<DropReason, number>>;
}

export const noDrops = (): Record<DropReason, number> =>
  Object.fromEntries(dropReasons.map((reason) => [reason, 0])) as Record<DropReason, number>;
