import type { QueuedEvent } from "./queue.js";
import type { SendResult } from "./send-result.js";

/**
 * Takes a batch to the collector. A sender that retries wraps one that does not and is a sender too.
 */
export interface Sender {
  /**
   * Sends the events as one batch.
   *
   * @param attempt 1 for the first sending of these events, 2 for the next, …
   * @returns how it ended; never rejects
   */
  send(events: readonly QueuedEvent[], attempt: number): Promise<SendResult>;
  /** Ends what is under way: sendings that are still open come back as `retryable`, soon. */
  close(): void;
}
