import type { QueuedEvent } from "./queue.js";
import type { SendResult } from "./send-result.js";

/** Sends batches to the collector. A retrying sender wraps another sender and has the same interface. */
export interface Sender {
  /**
   * Sends the events as one batch.
   *
   * @param attempt 1 for the first attempt with these events, 2 for the next, …
   * @returns the result; never rejects
   */
  send(events: readonly QueuedEvent[], attempt: number): Promise<SendResult>;
  /** Aborts pending requests: they soon return `retryable`. */
  close(): void;
}
