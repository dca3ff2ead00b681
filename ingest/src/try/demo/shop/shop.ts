import type { Ledger } from "../ledger/ledger.js";
import type { Product } from "./catalogue.js";
import type { DayBuckets, Timed } from "./day-buckets.js";
import type { Draw } from "./draw.js";
import type { Tracking } from "./tracking.js";

/** A scheduled action in the shop. */
export interface Errand extends Timed {
  readonly run: () => void;
}

/** The shared state of the simulation. */
export interface Shop {
  readonly draw: Draw;
  readonly catalogue: readonly Product[];
  /** Records what really happens. */
  readonly ledger: Ledger;
  /** Sends the events about it. */
  readonly tracking: Tracking;
  /** Scheduled actions. */
  readonly errands: DayBuckets<Errand>;
  /** Returns a new, unique order number. */
  nextOrderId(): string;
}
