/** The collector's limits. Sizes are UTF-8 bytes before compression. */

export const maxEventBytes = 32 * 1024;
export const maxBatchBytes = 500 * 1024;
export const maxBatchEvents = 2500;

/** The longest time a collector asks to wait; a longer Retry-After comes from something else on the way. */
export const maxRetryAfterMs = 300_000;
