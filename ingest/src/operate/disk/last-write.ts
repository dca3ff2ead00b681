/** For so long a failed insert says that the next one fails too, in milliseconds; then somebody must try. */
const BELIEVED_MS = 30_000;

/** What became of the last insert. */
export interface LastWrite {
  wrote(outcome: { readonly failed: boolean }, now?: number): void;
  /** Why events are not expected to be taken; undefined when they are. */
  problem(now?: number): string | undefined;
}

/** Readiness by what happened, not by what should: unready from a failed insert until one succeeds, or for 30 seconds. */
export function lastWrite(): LastWrite {
  let failedAt: number | undefined;
  return {
    wrote({ failed }, now = performance.now()) {
      failedAt = failed ? now : undefined;
    },
    problem: (now = performance.now()) =>
      failedAt !== undefined && now - failedAt < BELIEVED_MS
        ? "The last events could not be stored. The log says why."
        : undefined,
  };
}
