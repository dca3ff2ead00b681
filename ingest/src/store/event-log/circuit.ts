/** A circuit breaker: after a failure it stays open until a probe succeeds. */
export interface Circuit {
  /** Why it is unavailable, or undefined when it is available. */
  reason(): string | undefined;
  /** Marks it unavailable, and probes until it works. */
  open(reason: string): void;
  /** Stops probing. */
  close(): void;
}

const FIRST_PROBE_MS = 250;
const LONGEST_PAUSE_MS = 2_000;

/**
 * @param probe tests availability without side effects; throws on failure
 * @param changed called with the reason when it becomes unavailable, and with undefined when it is available again
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
    // Jitter, so that many collectors do not retry at the same moment.
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
