import type { Ledger } from "../ledger/ledger.js";
import type { Product } from "./catalogue.js";
import type { DayBuckets, Timed } from "./day-buckets.js";
import type { Draw } from "./draw.js";
import type { Tracking } from "./tracking.js";

/** Something that will happen in the shop. */
export interface Errand extends Timed {
  readonly run: () => void;
}

/** What every scene of the simulation has at hand. */
export interface Shop {
  readonly draw: Draw;
  readonly catalogue: readonly Product[];
  /** What really happens is written here. */
  readonly ledger: Ledger;
  /** What is said of it goes here. */
  readonly tracking: Tracking;
  /** What happens later goes here. */
  readonly errands: DayBuckets<Errand>;
  /** A new order number, never given before. */
  nextOrderId(): string;
}
