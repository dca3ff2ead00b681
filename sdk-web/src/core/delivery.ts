import { halves } from "./batch.js";
import type { EventQueue, QueuedEvent } from "./queue.js";
import type { Rejected, Sent, TooLarge } from "./send-result.js";
import type { Sender } from "./sender.js";

/** The outcome of a batch; `undelivered` when the sender was closed. */
export type Outcome = Sent | Rejected | TooLarge | { readonly kind: "undelivered" };

export interface DeliveryOptions {
  readonly queue: EventQueue;
  readonly sender: Sender;
  readonly maxBatchEvents: number;
  readonly maxBatchBytes: number;
  /** Most concurrent batches. */
  readonly maxInFlight: number;
  /** Called once for each event's batch. A batch that was split counts as its parts. */
  readonly onSettled: (events: readonly QueuedEvent[], outcome: Outcome) => void;
}

/** Moves events from the queue to the sender in batches, with limited concurrency. */
export interface Delivery {
  /** Events in batches that are not settled yet. */
  readonly inFlight: number;
  /** Sends full batches, up to the limit of concurrent ones. */
  sendFull(): void;
  /** Sends everything queued now, including partial batches. Resolves when all of it is settled. */
  sendAll(): Promise<void>;
}

export function createDelivery(options: DeliveryOptions): Delivery {
  const { queue, sender, maxBatchEvents, maxBatchBytes, maxInFlight, onSettled } = options;
  /** The number of the first event of each pending batch, in the order of leaving the queue. */
  const firstNumbers = new Map<readonly QueuedEvent[], number>();
  let waiters: { readonly upTo: number; readonly resolve: () => void }[] = [];
  let sendUpTo = 0;
  let inFlight = 0;

  const isBatchReady = (): boolean =>
    queue.length >= maxBatchEvents ||
    (queue.length > 0 && (queue.head < sendUpTo || queue.bytes >= maxBatchBytes));

  /** Events with a lower number are settled. */
  const firstUnsettled = (): number => {
    for (const first of firstNumbers.values()) return first;
    return queue.head;
  };

  const sendParts = async (events: readonly QueuedEvent[]): Promise<void> => {
    const result = await sender.send(events, 1);
    if (result.kind === "too_large" && events.length > 1) {
      for (const half of halves(events)) await sendParts(half);
      return;
    }
    inFlight -= events.length;
    onSettled(events, result.kind === "retryable" ? { kind: "undelivered" } : result);
  };

  const sendBatch = async (): Promise<void> => {
    const first = queue.head;
    const events = queue.take(maxBatchEvents, maxBatchBytes);
    firstNumbers.set(events, first);
    inFlight += events.length;
    await sendParts(events);
    firstNumbers.delete(events);
    pump();
    const settledUpTo = firstUnsettled();
    for (const waiter of waiters) if (waiter.upTo <= settledUpTo) waiter.resolve();
    waiters = waiters.filter((waiter) => waiter.upTo > settledUpTo);
  };

  const pump = (): void => {
    while (firstNumbers.size < maxInFlight && isBatchReady()) void sendBatch();
  };

  return {
    get inFlight() {
      return inFlight;
    },
    sendFull: pump,
    sendAll() {
      sendUpTo = queue.head + queue.length;
      pump();
      const upTo = sendUpTo;
      if (upTo <= firstUnsettled()) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ upTo, resolve }));
    },
  };
}
