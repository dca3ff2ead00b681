/** Keeps a way shut from its first failure until it was tried and found open again. */
export interface Circuit {
  /** Why it is shut, or undefined when it is open for use. */
  reason(): string | undefined;
  /** Shuts the way, and tries it again and again until it works. */
  open(reason: string): void;
  /** Tries no more. */
  close(): void;
}

const FIRST_PROBE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/**
 * @param probe tries the way without harm; throws when it does not work
 * @param changed is told why the way was shut, or undefined when it is open again
 */
export function circuit(
  probe: () => Promise<void>,
  changed: (reason: string | undefined) => void = () => {},
): Circuit {
  let reason: string | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function attempt(pauseMs: number): Promise<void> {
    timer = undefined;
    try {
      await probe();
      reason = undefined;
      changed(undefined);
    } catch (error) {
      if (reason !== undefined) reason = (error as Error).message;
      schedule(Math.min(2 * pauseMs, LONGEST_PAUSE_MS));
    }
  }

  function schedule(pauseMs: number): void {
    // Many collectors must not come back in step.
    if (!closed) timer = setTimeout(() => void attempt(pauseMs), pauseMs * (0.75 + Math.random() / 2));
  }

  return {
    reason: () => reason,
    open(why) {
      const wasShut = reason !== undefined;
      reason = why;
      if (wasShut) return;
      changed(why);
      schedule(FIRST_PROBE_MS);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
