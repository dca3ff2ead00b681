import { getRandomValues } from "node:crypto";
import {
  type Client,
  type ClientObserver,
  createClient,
  createMemoryQueue,
  createMessageIds,
  createRetryingSender,
  type Timer,
} from "@safar/web/core";
import { SafarDeliveryError } from "./delivery-error.js";
import { createHttpSender } from "./http-sender.js";
import { library } from "./library.js";
import { longestTimeout, type Settings } from "./options.js";

export interface NodeClientObserver extends Pick<ClientObserver, "onDrop" | "onAcknowledged" | "onBusy"> {
  onFailure(error: SafarDeliveryError): void;
}

/** A timer that does not keep the process alive; process-end.ts does that while events wait. */
const timer: Timer = (delayMs, run) => {
  const handle = setTimeout(run, Math.min(delayMs, longestTimeout)).unref();
  return () => clearTimeout(handle);
};

/** Combines the core with an in-memory queue and HTTP with retries. */
export function createNodeClient(settings: Settings, observer: NodeClientObserver): Client {
  const http = createHttpSender({ ...settings, maxConnections: settings.maxInFlight, clock: Date.now });
  const sender = createRetryingSender(http, {
    minDelayMs: settings.minRetryDelay,
    maxDelayMs: settings.maxRetryDelay,
    maxAttempts: settings.maxAttempts,
    maxAgeMs: settings.maxRetryAge,
    clock: () => performance.now(),
    timer,
    random: Math.random,
    onRetry: (failure, delayMs) => observer.onFailure(new SafarDeliveryError(failure, delayMs)),
  });
  const queue = createMemoryQueue({
    maxEvents: settings.maxQueueEvents,
    maxBytes: settings.maxQueueBytes,
    whenFull: settings.whenFull,
  });
  return createClient({
    library,
    queue,
    sender,
    clock: Date.now,
    timer,
    messageIds: createMessageIds((words) => void getRandomValues(words)),
    byteLength: Buffer.byteLength,
    maxBatchEvents: settings.flushAt,
    flushIntervalMs: settings.flushInterval,
    maxInFlight: settings.maxInFlight,
    observer: { ...observer, onRefused: (refusal) => observer.onFailure(new SafarDeliveryError(refusal)) },
  });
}
