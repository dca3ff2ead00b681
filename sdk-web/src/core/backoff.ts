import type { Random } from "./ports.js";

/**
 * How long to wait after the `attempt`th failure, in milliseconds: it doubles each time up to the longest, and half
 * of it is chance, so that many senders that failed together do not come back together.
 *
 * @param minDelayMs the first delay, before chance
 * @param maxDelayMs the longest delay
 */
export function backoffDelay(attempt: number, random: Random, minDelayMs = 500, maxDelayMs = 60_000): number {
  const delay = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
  return Math.round(delay / 2 + (random() * delay) / 2);
}
