import { firstKeyAt, sizeOfKey } from "./event-key.js";

export interface QueueLimits {
  readonly maxEvents: number;
  /** Sizes of all events together. */
  readonly maxBytes: number;
  /** Events made before this time (milliseconds since 1970) are too old. */
  readonly oldest: number;
}

/**
 * Chooses what a queue lets go: what is too old, and of the rest the oldest, until it is within its limits.
 *
 * @param keys oldest first
 * @param isBusy whether an event is on its way to the collector; it stays, lest it be counted and arrive
 */
export function overflowOf(
  keys: readonly string[],
  { maxEvents, maxBytes, oldest }: QueueLimits,
  isBusy: (key: string) => boolean,
): string[] {
  const first = firstKeyAt(oldest);
  let count = keys.length;
  let bytes = keys.reduce((sum, key) => sum + sizeOfKey(key), 0);
  return keys.filter((key) => {
    const goes = (key < first || count > maxEvents || bytes > maxBytes) && !isBusy(key);
    if (goes) {
      count--;
      bytes -= sizeOfKey(key);
    }
    return goes;
  });
}
