import type { CallType } from "@safar/schemas/names";
import { maxBatchPayloadBytes } from "./batch.js";
import { createDelivery, type Outcome } from "./delivery.js";
import type { Drop, DropReason } from "./drop-reason.js";
import type { EventFields } from "./event.js";
import { createEventMaker, type EventMakerOptions } from "./make-event.js";
import type { Clock, Timer } from "./ports.js";
import type { EventQueue, QueuedEvent } from "./queue.js";
import type { Sender } from "./sender.js";
import { sentence } from "./sentences.js";
import { noDrops, type Statistics } from "./statistics.js";

/** Receives what happens in a client. */
export interface ClientObserver {
  onDrop(drop: Drop): void;
  /** A batch was acknowledged. */
  onAcknowledged(counts: { readonly accepted: number; readonly rejected: number }): void;
  /** A whole batch was dropped. */
  onRefused(refusal: BatchRefusal): void;
  /** True when the first event is queued, false when the last one is settled. */
  onBusy(isBusy: boolean): void;
}

/** Why a whole batch was dropped. Each of its events is also reported as a drop. */
export interface BatchRefusal {
  readonly reason: DropReason;
  readonly code: string;
  readonly message: string;
}

export interface ClientOptions extends EventMakerOptions {
  readonly queue: EventQueue;
  readonly sender: Sender;
  /** Milliseconds since 1970. */
  readonly clock: Clock;
  readonly timer: Timer;
  /** A batch is sent when it has this many events, … */
  readonly maxBatchEvents: number;
  /** … or when its first event has waited this many milliseconds. */
  readonly flushIntervalMs: number;
  readonly maxInFlight: number;
  readonly observer: ClientObserver;
}

/** Turns each call into an acknowledged event or a counted drop. Nothing here throws. */
export interface Client {
  /** Records one call. Returns whether the queue is less than half full; if not, wait for `drained()`. */
  record(type: CallType, fields: EventFields): boolean;
  /** Resolves when the queue is less than half full. */
  drained(): Promise<void>;
  /** Sends all queued events. True when all were settled in time, false after the timeout. */
  flush(timeoutMs?: number): Promise<boolean>;
  /** Stops accepting events, sends queued ones, and drops those not settled in time. */
  close(timeoutMs: number): Promise<void>;
  statistics(): Statistics;
}

export function createClient(options: ClientOptions): Client {
  const { queue, sender, clock, timer, flushIntervalMs, observer } = options;
  const makeEvent = createEventMaker(options);
  const dropped = noDrops();
  let tracked = 0;
  let sent = 0;
  let isBusy = false;
  let isClosed = false;
  let cancelFlush: (() => void) | undefined;
  let waitingForRoom: (() => void)[] = [];

  const hasRoom = (): boolean => queue.fill < 0.5;

  const drop = (refusal: BatchRefusal, event: Partial<QueuedEvent>): void => {
    const { reason, code, message } = refusal;
    dropped[reason]++;
    observer.onDrop({ reason, code, message, messageId: event.messageId, json: event.json });
  };

  const setBusy = (busy: boolean): void => {
    if (isBusy === busy) return;
    isBusy = busy;
    observer.onBusy(busy);
  };

  const settle = (events: readonly QueuedEvent[], outcome: Outcome): void => {
    if (outcome.kind === "sent") {
      const refusals = new Map(outcome.rejected.map((rejection) => [events[rejection.index], rejection]));
      refusals.delete(undefined);
      const rejected = refusals.size;
      const accepted = events.length - rejected;
      sent += accepted;
      for (const [event = {}, refusal] of refusals) drop({ ...refusal, reason: "rejected" }, event);
      observer.onAcknowledged({ accepted, rejected });
    } else {
      const refusal = refusalOf(outcome);
      for (const event of events) drop(refusal, event);
      observer.onRefused(refusal);
    }
    if (hasRoom()) {
      for (const resolve of waitingForRoom) resolve();
      waitingForRoom = [];
    }
    if (queue.length + delivery.inFlight === 0) setBusy(false);
  };

  const delivery = createDelivery({ ...options, maxBatchBytes: maxBatchPayloadBytes, onSettled: settle });

  const flushSoon = (): void => {
    cancelFlush ??= timer(flushIntervalMs, () => {
      cancelFlush = undefined;
      void delivery.sendAll();
    });
  };

  const enqueue = (event: QueuedEvent): void => {
    for (const lost of queue.add(event)) drop(queueFull, lost);
    if (queue.length === 0) return;
    setBusy(true);
    delivery.sendFull();
    if (queue.length > 0) flushSoon();
  };

  return {
    record(type, fields) {
      tracked++;
      if (isClosed) {
        drop({ reason: "closed", code: "closed", message: `${type}() was called after close().` }, {});
        return hasRoom();
      }
      const made = makeEvent(type, fields, clock());
      if ("reason" in made) drop(made, made);
      else enqueue(made);
      return hasRoom();
    },

    drained() {
      if (hasRoom()) return Promise.resolve();
      return new Promise((resolve) => waitingForRoom.push(resolve));
    },

    flush(timeoutMs) {
      const settled = delivery.sendAll().then(() => true);
      if (timeoutMs === undefined) return settled;
      return new Promise((resolve) => {
        const cancel = timer(timeoutMs, () => resolve(false));
        void settled.then(() => {
          cancel();
          resolve(true);
        });
      });
    },

    async close(timeoutMs) {
      isClosed = true;
      cancelFlush?.();
      const cancel = timer(timeoutMs, () => sender.close());
      await delivery.sendAll();
      cancel();
      sender.close();
    },

    statistics: () => ({
      tracked,
      queued: queue.length,
      inFlight: delivery.inFlight,
      sent,
      dropped: { ...dropped },
    }),
  };
}

const queueFull: BatchRefusal = {
  reason: "queue_full",
  code: "queue_full",
  message: sentence("queue_full"),
};

function refusalOf(outcome: Exclude<Outcome, { kind: "sent" }>): BatchRefusal {
  switch (outcome.kind) {
    case "too_large":
      return { reason: "too_large", code: outcome.code, message: outcome.message };
    case "rejected":
      return outcome;
    case "undelivered":
      return {
        reason: "closed",
        code: "closed",
        message: "It was not acknowledged before the client closed.",
      };
  }
}
