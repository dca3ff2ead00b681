import { maxBatchPayloadBytes } from "./batch.js";
import { checkCall } from "./check-call.js";
import { createDelivery, type Outcome } from "./delivery.js";
import type { Drop, DropReason } from "./drop-reason.js";
import { buildEvent, type EventFields, type EventType, type Library } from "./event.js";
import { maxEventBytes } from "./limits.js";
import type { ByteLength, Clock, MessageIds, Timer } from "./ports.js";
import type { EventQueue, QueuedEvent } from "./queue.js";
import type { Sender } from "./sender.js";
import { noDrops, type Statistics } from "./statistics.js";

export interface ClientOptions {
  readonly library: Library;
  readonly queue: EventQueue;
  readonly sender: Sender;
  /** Milliseconds since 1970. */
  readonly clock: Clock;
  readonly timer: Timer;
  readonly messageIds: MessageIds;
  readonly byteLength: ByteLength;
  /** A batch goes out when it has so many events, … */
  readonly maxBatchEvents: number;
  /** … or when its first event has waited so many milliseconds. */
  readonly flushIntervalMs: number;
  readonly maxInFlight: number;
  readonly onDrop: (drop: Drop) => void;
  /** A batch was acknowledged: of its events so many were accepted, so many refused. */
  readonly onAcknowledged: (accepted: number, rejected: number) => void;
  /** Called with true when an event comes to wait where none did, with false when the last one is settled. */
  readonly onBusy: (isBusy: boolean) => void;
}

/** From a call to an acknowledged event, or to a counted drop. Nothing here throws. */
export interface Client {
  /** Takes one call. The event's text is made now: what the caller changes later does not matter. */
  record(type: EventType, fields: EventFields): void;
  /** Sends all that waits. True when it was settled in time, false when the time ran out before. */
  flush(timeoutMs?: number): Promise<boolean>;
  /** Takes no more events, sends what waits, and drops what isn't settled in time. */
  close(timeoutMs: number): Promise<void>;
  statistics(): Statistics;
}

export function createClient(options: ClientOptions): Client {
  const { library, queue, sender, clock, timer, messageIds, byteLength, flushIntervalMs } = options;
  const dropped = noDrops();
  let tracked = 0;
  let sent = 0;
  let isBusy = false;
  let isClosed = false;
  let cancelFlush: (() => void) | undefined;

  const drop = (reason: DropReason, code: string, message: string, event?: Partial<QueuedEvent>): void => {
    dropped[reason]++;
    options.onDrop({ reason, code, message, messageId: event?.messageId, json: event?.json });
  };

  const onSettled = (events: readonly QueuedEvent[], outcome: Outcome): void => {
    if (outcome.kind === "sent") {
      const refusals = new Map(outcome.rejected.map((rejection) => [events[rejection.index], rejection]));
      refusals.delete(undefined);
      for (const [event, { code, message }] of refusals) drop("rejected", code, message, event);
      const accepted = events.length - refusals.size;
      sent += accepted;
      options.onAcknowledged(accepted, refusals.size);
    } else {
      const [reason, code, message] = lossOf(outcome);
      for (const event of events) drop(reason, code, message, event);
    }
    if (queue.length + delivery.inFlight === 0) setBusy(false);
  };

  const delivery = createDelivery({
    queue,
    sender,
    maxBatchEvents: options.maxBatchEvents,
    maxBatchBytes: maxBatchPayloadBytes,
    maxInFlight: options.maxInFlight,
    onSettled,
  });

  const setBusy = (busy: boolean): void => {
    if (isBusy === busy) return;
    isBusy = busy;
    options.onBusy(busy);
  };

  const flushSoon = (): void => {
    cancelFlush ??= timer(flushIntervalMs, () => {
      cancelFlush = undefined;
      void delivery.sendAll();
    });
  };

  const serialise = (type: EventType, fields: EventFields): QueuedEvent | undefined => {
    const now = clock();
    let messageId: string | undefined;
    let json: string;
    try {
      const problem = checkCall(type, fields);
      if (problem) return void drop("invalid", problem.code, problem.message);
      const event = buildEvent(type, fields, { messageId: messageIds(now), now, library });
      messageId = event.messageId;
      json = JSON.stringify(event);
    } catch (error) {
      const message = `${type}(): the event cannot be written as JSON: ${describe(error)}`;
      return void drop("not_serialisable", "not_serialisable", message, { ...(messageId && { messageId }) });
    }
    const bytes = byteLength(json);
    if (bytes > maxEventBytes) {
      const message = `${type}(): the event has ${bytes} bytes, the limit is ${maxEventBytes}: send less in it.`;
      return void drop("too_large", "event_too_large", message, { messageId, json });
    }
    return { messageId, json, bytes };
  };

  return {
    record(type, fields) {
      tracked++;
      if (isClosed) return drop("closed", "closed", `${type}() was called after close().`);
      const event = serialise(type, fields);
      if (!event) return;
      for (const lost of queue.add(event)) {
        drop(
          "queue_full",
          "queue_full",
          "The queue is full: the collector takes less than is tracked.",
          lost,
        );
      }
      if (queue.length === 0) return;
      setBusy(true);
      delivery.sendFull();
      if (queue.length > 0) flushSoon();
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

function lossOf(outcome: Exclude<Outcome, { kind: "sent" }>): [DropReason, string, string] {
  switch (outcome.kind) {
    case "too_large":
      return ["too_large", outcome.code, `${outcome.message} The event was alone in its batch.`];
    case "rejected":
      return [outcome.reason, outcome.code, outcome.message];
    case "undelivered":
      return ["closed", "closed", "It was not acknowledged before the client was closed."];
  }
}

const describe = (error: unknown): string => {
  try {
    return String(error);
  } catch {
    return "unknown";
  }
};
