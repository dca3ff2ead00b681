/** How often one kind of line is written at most, in milliseconds. */
const EVERY_MS = 10_000;

/**
 * Writes a kind of line at most every ten seconds, with how many were left out: what a crowd of senders brings about
 * must not fill the disk with its log.
 *
 * @returns called with what the lines have in common, and what writes one
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
