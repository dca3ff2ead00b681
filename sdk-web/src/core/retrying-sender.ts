import { backoffDelay } from "./backoff.js";
import type { Clock, Random, Timer } from "./ports.js";
import type { Retryable } from "./send-result.js";
import type { Sender } from "./sender.js";

export interface RetryOptions {
  /** The first delay, in milliseconds, before jitter. */
  readonly minDelayMs: number;
  /** The longest delay, in milliseconds. */
  readonly maxDelayMs: number;
  /** Most attempts per batch, including the first. */
  readonly maxAttempts: number;
  /** Milliseconds after a batch's first attempt when it is given up. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  /** Called before each wait, with the failure and the milliseconds until the next attempt. */
  readonly onRetry: (failure: Retryable, delayMs: number) => void;
}

/**
 * A sender that retries through another sender until the batch is accepted or refused.
 *
 * A Retry-After delays every batch of this sender, because the collector limits the key, not the batch. When the
 * sender is closed, its retry timers end at once and the last failure is returned.
 */
export function createRetryingSender(inner: Sender, options: RetryOptions): Sender {
  const { minDelayMs, maxDelayMs, maxAttempts, maxAgeMs, clock, timer, random, onRetry } = options;
  const sleepers = new Set<() => void>();
  const pauses = new Set<Promise<void>>();
  let closed = false;

  const sleep = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const wake = () => {
        cancel();
        sleepers.delete(wake);
        resolve();
      };
      const cancel = timer(delayMs, wake);
      sleepers.add(wake);
    });

  const pauseAll = (delayMs: number): void => {
    const pause = sleep(delayMs).then(() => {
      pauses.delete(pause);
    });
    pauses.add(pause);
  };

  return {
    async send(events) {
      const startedAt = clock();
      for (let attempt = 1; ; attempt++) {
        while (pauses.size > 0) await Promise.all(pauses);
        const result = await inner.send(events, attempt);
        if (result.kind !== "retryable" || closed) return result;

        const retryAfterMs = result.retryAfterMs ?? 0;
        const delayMs = Math.max(backoffDelay(attempt, random, minDelayMs, maxDelayMs), retryAfterMs);
        if (attempt >= maxAttempts || clock() - startedAt + delayMs > maxAgeMs) {
          const message = `Gave up after ${attempt} attempts. The last one: ${result.message}`;
          return { kind: "rejected", reason: "gave_up", code: result.code, message };
        }
        onRetry(result, delayMs);
        if (retryAfterMs > 0) pauseAll(retryAfterMs);
        await sleep(delayMs);
        if (closed) return result;
      }
    },
    close() {
      closed = true;
      for (const wake of sleepers) wake();
      inner.close();
    },
  };
}
