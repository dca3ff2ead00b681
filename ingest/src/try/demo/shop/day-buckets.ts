/** Something that belongs to a moment, in epoch milliseconds. */
export interface Timed {
  readonly at: number;
}

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** Keeps things by the day they fall on, so that a year is worked through with only a day of it sorted. */
export interface DayBuckets<Item extends Timed> {
  add(item: Item): void;
  /** Removes and returns a day's things in the order of their moments; equal ones as they were added. */
  take(day: number): Item[];
  /** The earliest day that still has something, or undefined. */
  firstDay(): number | undefined;
}

/** @param origin the moment when day 0 begins; things before it fall on day 0 */
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
