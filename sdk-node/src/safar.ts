import {
  type Client,
  createClient,
  createListeners,
  createMemoryQueue,
  createMessageIds,
  createRetryingSender,
  type Drop,
  type EventFields,
  type EventType,
  type Listeners,
  type Statistics,
} from "@safar/web/core";
import { SafarArgumentError } from "./argument-error.js";
import type { AliasCall, GroupCall, IdentifyCall, PageCall, TrackCall } from "./calls.js";
import { createHttpSender } from "./http-sender.js";
import { library } from "./library.js";
import { randomWords, timer } from "./node-ports.js";
import { longestTimeout, readOptions, type SafarOptions } from "./options.js";
import { createProcessEnd, holdProcess } from "./process-end.js";

/** What `on()` tells of. */
export interface SafarEvents {
  /** An event was let go. */
  readonly drop: Drop;
  /** A request failed; its events are sent again. */
  readonly error: Error;
  /** A batch was acknowledged. */
  readonly flush: { readonly accepted: number; readonly rejected: number };
}

/** Tracks events of a shop's backend and delivers them to a Safar collector. */
export class Safar {
  readonly #client: Client;
  readonly #listeners: Listeners<SafarEvents>;

  /** @throws {SafarArgumentError} for options that cannot work */
  constructor(options: SafarOptions) {
    const settings = readOptions(options);
    const listeners = createListeners<SafarEvents>((error) => {
      process.emitWarning(`A listener of Safar failed: ${String(error)}`, "SafarWarning");
    });
    const sender = createRetryingSender(
      createHttpSender({ ...settings, maxConnections: settings.maxInFlight }),
      {
        minDelayMs: settings.minRetryDelay,
        maxDelayMs: settings.maxRetryDelay,
        maxAttempts: settings.maxAttempts,
        maxAgeMs: settings.maxRetryAge,
        clock: () => performance.now(),
        timer,
        random: Math.random,
        onRetry: (failure) => void listeners.emit("error", new Error(failure.message)),
      },
    );
    const processEnd = createProcessEnd(async () => {
      const isSettled = await this.flush({ timeout: settings.exitTimeout });
      if (!isSettled) await this.close({ timeout: 0 });
    });
    this.#listeners = listeners;
    this.#client = createClient({
      library,
      queue: createMemoryQueue({
        maxEvents: settings.maxQueueEvents,
        maxBytes: settings.maxQueueBytes,
        whenFull: settings.whenFull,
      }),
      sender,
      clock: Date.now,
      timer,
      messageIds: createMessageIds(randomWords),
      byteLength: Buffer.byteLength,
      maxBatchEvents: settings.flushAt,
      flushIntervalMs: settings.flushInterval,
      maxInFlight: settings.maxInFlight,
      onDrop: (drop) => void listeners.emit("drop", drop),
      onAcknowledged: (accepted, rejected) => void listeners.emit("flush", { accepted, rejected }),
      onBusy: (isBusy) => (isBusy ? processEnd.watch() : processEnd.unwatch()),
    });
  }

  /** Something happened, like "Order Completed". */
  track(call: TrackCall): void {
    this.#record("track", call);
  }

  /** Who somebody is: links an anonymousId to a userId, and tells their traits. */
  identify(call: IdentifyCall): void {
    this.#record("identify", call);
  }

  /** A page of the shop was seen. */
  page(call: PageCall): void {
    this.#record("page", call);
  }

  /** A screen of an app was seen. */
  screen(call: PageCall): void {
    this.#record("screen", call);
  }

  /** Somebody belongs to a group, like a company. */
  group(call: GroupCall): void {
    this.#record("group", call);
  }

  /** Two ids are one person: what `previousId` did counts for `userId`. */
  alias(call: AliasCall): void {
    this.#record("alias", call);
  }

  /** Adds a listener. What it returns removes it. */
  on<Name extends keyof SafarEvents>(
    name: Name,
    listener: (value: SafarEvents[Name]) => unknown,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  /**
   * Sends all events tracked so far, without waiting for batches to fill.
   *
   * @param options.timeout milliseconds to wait; without it, as long as it takes
   * @returns true when each was acknowledged or dropped, false when the time ran out (they stay queued)
   */
  flush({ timeout }: { readonly timeout?: number } = {}): Promise<boolean> {
    return holdProcess(this.#client.flush(checkTimeout(timeout)));
  }

  /**
   * Takes no more events, sends those that wait, and drops what is not acknowledged in time as `closed`.
   *
   * @param options.timeout milliseconds to wait, 10,000 by default
   * @returns where the events ended
   */
  async close({ timeout = 10_000 }: { readonly timeout?: number } = {}): Promise<Statistics> {
    checkTimeout(timeout);
    await holdProcess(this.#client.close(timeout));
    return this.stats;
  }

  /** Counts of all events tracked so far. */
  get stats(): Statistics {
    return this.#client.statistics();
  }

  #record(type: EventType, fields: EventFields): void {
    this.#client.record(type, fields);
  }
}

function checkTimeout(timeout: number | undefined): number | undefined {
  if (timeout === undefined || (timeout >= 0 && timeout <= longestTimeout)) return timeout;
  throw new SafarArgumentError("timeout", `\`timeout\` must be milliseconds from 0 to ${longestTimeout}.`);
}
