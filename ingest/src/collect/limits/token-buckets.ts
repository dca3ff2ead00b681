import { copied } from "../../event/text-cache.js";

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
  /** Counts what a sender took elsewhere from the same allowance. */
  took(sender: string, amount: number, now?: number): void;
}

export interface RateLimitOptions {
  /** How much a sender gets back each second; 0 for no limit. */
  readonly perSecond: number;
  /** How much a sender may take at once after it was quiet for a while. */
  readonly burst: number;
  /** How many senders are remembered; whoever was quiet longest is forgotten first, and starts anew. */
  readonly most?: number;
  /** Told what a sender has taken, each time that it adds up to `tellFrom`. */
  readonly tell?: (sender: string, amount: number) => void;
  readonly tellFrom?: number;
}

interface Bucket {
  /** The sender's name, in memory of its own: as it comes it may be a part of a long header. */
  readonly sender: string;
  left: number;
  at: number;
  /** What it took and nobody was told of. */
  untold: number;
}

const MOST = 100_000;

/**
 * Token buckets. As long as something is left an amount is taken whole, even if the rest becomes a debt: so a batch
 * larger than the allowance passes, and its sender waits the longer after it.
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
    // Moved to the end, so that the first one is always the one that was quiet longest.
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
