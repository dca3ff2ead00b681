import { debuglog, inspect } from "node:util";
import type { CallType } from "@safar/schemas/names";
import {
  type Client,
  checkCall,
  createListeners,
  type Drop,
  type EventFields,
  type Listeners,
  type Statistics,
  whyUncounted,
} from "@safar/web/core";
import { SafarArgumentError } from "./argument-error.js";
import type {
  AliasCall,
  CheckedTrackCall,
  GroupCall,
  IdentifyCall,
  PageCall,
  TrackEventName,
} from "./calls.js";
import type { SafarDeliveryError } from "./delivery-error.js";
import { createNodeClient } from "./node-client.js";
import { longestTimeout, readOptions, type SafarOptions } from "./options.js";
import { createProcessEnd, holdProcess } from "./process-end.js";
import { verbsOf } from "./verbs.js";
import { createWarnings, type Warnings } from "./warnings.js";

/** With NODE_DEBUG=safar, logs which tracked events no figure will count. */
const debug = debuglog("safar");

/** The events of `on()`. */
export interface SafarEvents {
  /** An event was dropped. */
  readonly drop: Drop;
  /** A request failed. Its batch is retried unless the error has a `reason`. */
  readonly error: SafarDeliveryError;
  /** A batch was acknowledged. */
  readonly flush: { readonly accepted: number; readonly rejected: number };
}

/**
 * Tracks events of a shop's backend and delivers them to a Safar collector.
 *
 * A call serializes its event and returns at once; delivery runs in the background. No call throws for its arguments
 * unless `strict` is set: undeliverable events are counted in `stats` and passed to `on("drop")`.
 */
export class Safar {
  readonly #client: Client;
  readonly #listeners: Listeners<SafarEvents>;
  readonly #warnings: Warnings;
  readonly #isStrict: boolean;

  readonly product = verbsOf("product", (call) => this.track(call));
  readonly promotion = verbsOf("promotion", (call) => this.track(call));
  readonly cart = verbsOf("cart", (call) => this.track(call));
  readonly wishlist = verbsOf("wishlist", (call) => this.track(call));
  readonly coupon = verbsOf("coupon", (call) => this.track(call));
  readonly checkout = verbsOf("checkout", (call) => this.track(call));
  readonly order = verbsOf("order", (call) => this.track(call));

  /** @throws {SafarArgumentError} for invalid options */
  constructor(options: SafarOptions) {
    const settings = readOptions(options);
    const warnings = createWarnings(settings.endpoint);
    const listeners = createListeners<SafarEvents>((error) => {
      process.emitWarning(`A listener of Safar failed: ${inspect(error)}`, "SafarWarning");
    });
    const processEnd = createProcessEnd(async () => {
      const isSettled = await this.flush({ timeout: settings.exitTimeout });
      if (!isSettled) await this.close({ timeout: 0 });
    });
    this.#isStrict = settings.strict;
    this.#listeners = listeners;
    this.#warnings = warnings;
    this.#client = createNodeClient(settings, {
      onDrop: (drop) => listeners.emit("drop", drop) || warnings.ofDrop(drop),
      onFailure: (error) => listeners.emit("error", error) || warnings.ofFailure(error),
      onAcknowledged: (counts) => listeners.emit("flush", counts),
      onBusy: (isBusy) => (isBusy ? processEnd.watch() : processEnd.unwatch()),
    });
  }

  /**
   * Something happened, like "Order Completed".
   *
   * @returns false when the queue is at least half full: a loop that tracks a lot then awaits `drained()`
   */
  track<Name extends TrackEventName>(call: CheckedTrackCall<Name>): boolean {
    return this.#record("track", call);
  }

  /** Links an `anonymousId` to a `userId`, and sets traits. Returns as `track()`. */
  identify(call: IdentifyCall): boolean {
    return this.#record("identify", call);
  }

  /** A page of the shop was seen. Returns as `track()`. */
  page(call: PageCall): boolean {
    return this.#record("page", call);
  }

  /** A screen of an app was seen. Returns as `track()`. */
  screen(call: PageCall): boolean {
    return this.#record("screen", call);
  }

  /** Somebody belongs to a group, like a company. Returns as `track()`. */
  group(call: GroupCall): boolean {
    return this.#record("group", call);
  }

  /** Joins two ids of one person: what `previousId` did counts for `userId`. Returns as `track()`. */
  alias(call: AliasCall): boolean {
    return this.#record("alias", call);
  }

  /** Adds a listener; its exceptions affect nothing else. Returns a function that removes it. */
  on<Name extends keyof SafarEvents>(
    name: Name,
    listener: (value: SafarEvents[Name]) => unknown,
  ): () => void {
    return this.#listeners.on(name, listener);
  }

  /** Resolves when the queue is less than half full, after enough acknowledgements or drops. */
  drained(): Promise<void> {
    return holdProcess(this.#client.drained());
  }

  /**
   * Sends all events tracked so far without waiting for full batches. Await it in a serverless function before it
   * returns.
   *
   * @param options `timeout`: milliseconds to wait; default: no limit
   * @returns true when each was acknowledged or dropped, false after the timeout (then they stay queued)
   * @throws {SafarArgumentError} for an invalid timeout
   */
  async flush({ timeout }: { readonly timeout?: number } = {}): Promise<boolean> {
    if (timeout !== undefined) checkTimeout(timeout);
    return holdProcess(this.#client.flush(timeout));
  }

  /**
   * Stops accepting events, sends the queued ones, and drops those not acknowledged in time as `closed`.
   *
   * @param options `timeout`: milliseconds to wait, 10,000 by default
   * @returns the final counts; `dropped.closed` are the events that were not delivered
   * @throws {SafarArgumentError} for an invalid timeout
   */
  async close({ timeout = 10_000 }: { readonly timeout?: number } = {}): Promise<Statistics> {
    checkTimeout(timeout);
    await this.#warnings.whileClosing(() => holdProcess(this.#client.close(timeout)));
    return this.stats;
  }

  /** Counts of all events tracked so far. */
  get stats(): Statistics {
    return this.#client.statistics();
  }

  #record(type: CallType, fields: EventFields): boolean {
    const problem = this.#isStrict && checkCall(type, fields);
    if (problem) throw new SafarArgumentError(problem.code, problem.message);
    const why = debug.enabled && whyUncounted({ ...fields, type });
    if (why) debug("%s", why);
    return this.#client.record(type, fields);
  }
}

function checkTimeout(timeout: number): void {
  if (typeof timeout === "number" && timeout >= 0 && timeout <= longestTimeout) return;
  throw new SafarArgumentError("timeout", `\`timeout\` must be milliseconds from 0 to ${longestTimeout}.`);
}
