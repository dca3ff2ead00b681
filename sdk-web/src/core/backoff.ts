import type { Random } from "./ports.js";

/**
 * The delay after the `attempt`th failure, in milliseconds: it doubles each time up to the maximum, and half of it is
 * random, so that many senders that failed together do not retry together.
 *
 * @param minDelayMs the first delay, before jitter
 * @param maxDelayMs the longest delay
 */
export function backoffDelay(attempt: number, random: Random, minDelayMs = 500, maxDelayMs = 60_000): number {
  const delay = Math.min(maxDelayMs, minDelayMs * 2 ** (attempt - 1));
  return Math.round(delay / 2 + (random() * delay) / 2);
}
