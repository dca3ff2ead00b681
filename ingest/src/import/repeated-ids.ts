/** The latest ids seen. */
export interface RepeatFinder {
  has(id: string): boolean;
  add(id: string): void;
}

/**
 * Remembers the latest ids. A file with one row per order line repeats an order id in nearby rows, so the latest ids
 * are enough to detect it in a file of any length.
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
