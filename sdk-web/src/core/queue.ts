/** An event as it waits: its text no longer changes, whatever becomes of the objects it was made from. */
export interface QueuedEvent {
  readonly messageId: string;
  readonly json: string;
  /** UTF-8 bytes of `json`. */
  readonly bytes: number;
}

/**
 * Where events wait for delivery, first in, first out, bounded in number and bytes.
 *
 * Adapters: memory-queue.ts. Every adapter passes the contract in test/core/queue-contract.ts.
 */
export interface EventQueue {
  /** Events waiting now. */
  readonly length: number;
  /** UTF-8 bytes waiting now. */
  readonly bytes: number;
  /** How full it is, from 0 to 1, by number or by bytes, whichever is more. */
  readonly fill: number;
  /** How many events have left it so far, taken or pushed out: the number of its first event. */
  readonly head: number;
  /** Adds an event. Returns those that found no place: none, this one, or the oldest. */
  add(event: QueuedEvent): readonly QueuedEvent[];
  /** Takes out the first events, at most so many and so many bytes, but at least one if any waits. */
  take(maxEvents: number, maxBytes: number): QueuedEvent[];
}
