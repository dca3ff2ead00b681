/** Maximum number of keys in memory; files of refunds are shorter. */
const MOST_KEYS = 2_000_000;

/**
 * Counts the calls for each key: two equal refunds of one order at the same time are two refunds.
 *
 * @returns a function that returns the count of a key, from 1
 */
export function createCounter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1;
    if (count === 1 && counts.size >= MOST_KEYS) {
      throw new Error(
        `The file has more than ${MOST_KEYS.toLocaleString("en-US")} refunds without an id. Name the column of their ids with --refund-id, or split the file by order.`,
      );
    }
    counts.set(key, count);
    return count;
  };
}
