/** Shortest time between two lines of one kind, in milliseconds. */
const EVERY_MS = 10_000;

/**
 * Writes each kind of line at most every ten seconds, with the number of omitted ones, so that many senders can't
 * fill the disk with log lines.
 *
 * @returns a function that takes the kind, and a function that writes a line
 */
export function seldom(
  everyMs = EVERY_MS,
): (kind: string, write: (leftOut: number) => void, now?: number) => void {
  const kinds = new Map<string, { at: number; leftOut: number }>();
  return (kind, write, now = Date.now()) => {
    const known = kinds.get(kind);
    if (known && now - known.at < everyMs) {
      known.leftOut += 1;
      return;
    }
    kinds.set(kind, { at: now, leftOut: 0 });
    write(known?.leftOut ?? 0);
  };
}
