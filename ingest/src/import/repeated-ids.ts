/** The latest ids that were seen. */
export interface RepeatFinder {
  has(id: string): boolean;
  add(id: string): void;
}

/**
 * Remembers the latest ids. A file with one row for each line of an order repeats its order ids close together, so the
 * latest are enough to notice it, however long the file is.
 */
export function createRepeatFinder(remembered = 10_000): RepeatFinder {
  let latest = new Set<string>();
  let earlier = new Set<string>();
  return {
    has: (id) => latest.has(id) || earlier.has(id),
    add(id) {
      latest.add(id);
      if (latest.size < remembered) return;
      earlier = latest;
      latest = new Set();
    },
  };
}
