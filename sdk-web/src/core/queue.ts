/** A queued event. Its text is fixed, even if the caller's objects change. */
export interface QueuedEvent {
  readonly messageId: string;
  readonly json: string;
  /** UTF-8 bytes of `json`. */
  readonly bytes: number;
}

/**
 * A FIFO queue of events, bounded in number and bytes.
 *
 * Adapter: memory-queue.ts. Every adapter passes the contract in test/core/queue-contract.ts.
 */
export interface EventQueue {
  /** Events waiting now. */
  readonly length: number;
  /** UTF-8 bytes waiting now. */
  readonly bytes: number;
  /** How full it is, from 0 to 1: by number or by bytes, whichever is higher. */
  readonly fill: number;
  /** How many events have left it so far, taken or dropped; also the number of its first event. */
  readonly head: number;
  /** Adds an event. Returns the events dropped for it: none, this one, or the oldest. */
  add(event: QueuedEvent): readonly QueuedEvent[];
  /** Removes and returns the first events within both limits, but at least one if the queue is not empty. */
  take(maxEvents: number, maxBytes: number): QueuedEvent[];
}
