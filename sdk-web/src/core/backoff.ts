import type { Random } from "./ports.js";

export interface BackoffOptions {
  /** The first delay, in milliseconds, before jitter. */
  readonly minDelayMs: number;
  /** The longest delay, in milliseconds. */
  readonly maxDelayMs: number;
}

/**
 * How long to wait after the `attempt`th failure: it doubles each time up to the longest, and half of it
 * is chance, so that many senders that failed together do not come back together.
 */
export function backoffDelay(attempt: number, options: BackoffOptions, random: Random): number {
  const delay = Math.min(options.maxDelayMs, options.minDelayMs * 2 ** (attempt - 1));
  return Math.round(delay / 2 + (random() * delay) / 2);
}
