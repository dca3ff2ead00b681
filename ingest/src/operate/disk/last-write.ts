/** How long after a failed insert the next one is expected to fail, in milliseconds. Then senders must try again. */
const BELIEVED_MS = 30_000;

/** Result of the last insert. */
export interface LastWrite {
  wrote(outcome: { readonly failed: boolean }, now?: number): void;
  /** Why inserts are expected to fail; undefined when they are not. */
  problem(now?: number): string | undefined;
}

/** Readiness by actual inserts: unready after a failed insert, until one succeeds or for 30 seconds. */
export function lastWrite(): LastWrite {
  let failedAt: number | undefined;
  return {
    wrote({ failed }, now = performance.now()) {
      failedAt = failed ? now : undefined;
    },
    problem: (now = performance.now()) =>
      failedAt !== undefined && now - failedAt < BELIEVED_MS
        ? "The last events could not be stored. See the log for the reason."
        : undefined,
  };
}
