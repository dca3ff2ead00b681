import { copied } from "./text-cache.js";

/**
 * A rate limit for each of many senders. `@fastify/rate-limit` counts requests; a write key is to be counted by its
 * events, which are known only once the body is read, and a sender may be anybody, so that memory must be bounded
 * however many there are. Hence these few lines.
 */
export interface RateLimit {
  /**
   * Takes an amount from a sender's allowance.
   *
   * @param now milliseconds of a clock that never goes back
   * @returns 0 when it was taken, else in how many milliseconds there is some again
   */
  take(sender: string, amount: number, now?: number): number;
}

export interface RateLimitOptions {
  /** How much a sender gets back each second; 0 for no limit. */
  readonly perSecond: number;
  /** How much a sender may take at once after it was quiet for a while. */
  readonly burst: number;
  /** How many senders are remembered; whoever was quiet longest is forgotten first, and starts anew. */
  readonly most?: number;
}

interface Bucket {
  /** The sender's name, in memory of its own: as it comes it may be a part of a long header. */
  readonly sender: string;
  left: number;
  at: number;
}

const MOST = 100_000;

/**
 * Token buckets. As long as something is left an amount is taken whole, even if the rest becomes a debt: so a batch
 * larger than the allowance passes, and its sender waits the longer after it.
 */
export function tokenBuckets({ perSecond, burst, most = MOST }: RateLimitOptions): RateLimit {
  if (perSecond === 0) return { take: () => 0 };
  const buckets = new Map<string, Bucket>();
  return {
    take(sender, amount, now = performance.now()) {
      const bucket = buckets.get(sender) ?? { sender: copied(sender), left: burst, at: now };
      bucket.left = Math.min(burst, bucket.left + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      // Moved to the end, so that the first one is always the one that was quiet longest.
      buckets.delete(bucket.sender);
      buckets.set(bucket.sender, bucket);
      if (buckets.size > most) buckets.delete(buckets.keys().next().value as string);
      if (bucket.left <= 0) return Math.max(1, (-bucket.left / perSecond) * 1000);
      bucket.left -= amount;
      return 0;
    },
  };
}
