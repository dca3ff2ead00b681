/** So many keys are told apart; a file of refunds is shorter. */
const MOST_KEYS = 2_000_000;

/**
 * Counts how often each key was asked for: two equal refunds of one order at one time are two.
 *
 * @returns what gives the count of a key, from 1
 */
export function createCounter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1;
    if (count === 1 && counts.size >= MOST_KEYS) {
      throw new Error(
        `The file has more than ${MOST_KEYS.toLocaleString("en-US")} refunds without an id. Name the column of their ids with --refund-id, or divide the file by orders.`,
      );
    }
    counts.set(key, count);
    return count;
  };
}
