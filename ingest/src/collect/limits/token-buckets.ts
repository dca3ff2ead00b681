import { copied } from "../../event/text-cache.js";

/**
 * A rate limit for each of many senders. Why not `@fastify/rate-limit`: it counts requests, but a write key is
 * limited by its events, whose number is known only after the body is read; and memory must stay bounded for any
 * number of senders.
 */
export interface RateLimit {
  /**
   * Takes an amount from a sender's allowance.
   *
   * @param now milliseconds of a monotonic clock
   * @returns 0 when it was taken, else the milliseconds until a retry can succeed
   */
  take(sender: string, amount: number, now?: number): number;
  /** Counts what a sender took from the same allowance in another process. */
  took(sender: string, amount: number, now?: number): void;
}

export interface RateLimitOptions {
  /** Tokens that a sender regains each second; 0 for no limit. */
  readonly perSecond: number;
  /** Tokens that an idle sender may take at once. */
  readonly burst: number;
  /** Most senders to remember. The one idle for longest is forgotten first, and then starts with a full bucket. */
  readonly most?: number;
  /** Reports what a sender took, each time it adds up to `tellFrom`. */
  readonly tell?: (sender: string, amount: number) => void;
  readonly tellFrom?: number;
}

interface Bucket {
  /** A copy of the sender's name: the original may be a slice that keeps a long header in memory. */
  readonly sender: string;
  left: number;
  at: number;
  /** What it took and was not reported yet. */
  untold: number;
}

const MOST = 100_000;

/**
 * Token buckets. While any token is left, an amount is taken whole, even if the balance becomes negative: a batch
 * larger than the allowance passes, and its sender then waits longer.
 */
export function tokenBuckets({
  perSecond,
  burst,
  most = MOST,
  tell,
  tellFrom = 0,
}: RateLimitOptions): RateLimit {
  if (perSecond === 0) return { take: () => 0, took: () => {} };
  const buckets = new Map<string, Bucket>();

  function bucketOf(sender: string, now: number): Bucket {
    const bucket = buckets.get(sender) ?? { sender: copied(sender), left: burst, at: now, untold: 0 };
    bucket.left = Math.min(burst, bucket.left + (Math.max(0, now - bucket.at) / 1000) * perSecond);
    bucket.at = now;
    // Move it to the end, so that the first one is always the one idle for longest.
    buckets.delete(bucket.sender);
    buckets.set(bucket.sender, bucket);
    if (buckets.size > most) buckets.delete(buckets.keys().next().value as string);
    return bucket;
  }

  return {
    take(sender, amount, now = performance.now()) {
      const bucket = bucketOf(sender, now);
      if (bucket.left <= 0) return Math.max(1, (-bucket.left / perSecond) * 1000);
      bucket.left -= amount;
      bucket.untold += amount;
      if (tell && bucket.untold >= tellFrom) {
        tell(sender, bucket.untold);
        bucket.untold = 0;
      }
      return 0;
    },
    took(sender, amount, now = performance.now()) {
      bucketOf(sender, now).left -= amount;
    },
  };
}
