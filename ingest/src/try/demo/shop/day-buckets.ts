/** An item with a time, in epoch milliseconds. */
export interface Timed {
  readonly at: number;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Groups items by day, so that only one day at a time has to be sorted. */
export interface DayBuckets<Item extends Timed> {
  add(item: Item): void;
  /** Removes and returns a day's items in order of time; items of equal time as they were added. */
  take(day: number): Item[];
  /** The earliest day that still has items, or undefined. */
  firstDay(): number | undefined;
}

/** @param origin start of day 0; earlier items belong to day 0 */
export function dayBuckets<Item extends Timed>(origin: number): DayBuckets<Item> {
  const buckets = new Map<number, Item[]>();
  return {
    add(item) {
      const day = Math.max(0, Math.floor((item.at - origin) / DAY_MS));
      const bucket = buckets.get(day);
      if (bucket) bucket.push(item);
      else buckets.set(day, [item]);
    },
    take(day) {
      const bucket = buckets.get(day) ?? [];
      buckets.delete(day);
      return bucket.sort((a, b) => a.at - b.at);
    },
    firstDay: () => (buckets.size === 0 ? undefined : Math.min(...buckets.keys())),
  };
}
