import { backoffDelay } from "../core/backoff.js";
import { batchOfKeys } from "../core/batch-of-keys.js";
import type { DropReason } from "../core/drop-reason.js";
import type { Retryable, SendResult } from "../core/send-result.js";
import { keyedBody } from "./body.js";
import { createDrainLock } from "./drain-lock.js";
import { createEventKeeper } from "./event-keeper.js";
import type { EventStore } from "./event-store.js";
import { post } from "./fetch-sender.js";
import { createLastRequests } from "./last-requests.js";
import type { Refusal } from "./refusals.js";
import type { Settings } from "./settings.js";
import { createTabChannel } from "./tab-channel.js";

export interface DeliveryObserver {
  onQueued(json: string): void;
  onSent(json: string, attempt: number): void;
  /** @param isOwn whether the event was tracked on this page */
  onAcknowledged(json: string, isOwn: boolean): void;
  onDrop(refusal: Refusal, json: string | undefined): void;
  /** A batch was answered for good. */
  onBatch(accepted: number, rejected: number): void;
  /** A request failed: it is sent again after so many milliseconds, or its events were let go for a reason. */
  onFailure(
    failure: { readonly code: string; readonly message: string },
    retryInMs?: number,
    reason?: DropReason,
  ): void;
  /** Another tab was told to forget the visitor. */
  onForget(): void;
}

/** Takes events to the collector, from whatever tab, and keeps them until then. */
export interface Delivery {
  /** Events of this page that are not settled. */
  readonly waiting: number;
  /** Those of them that are on their way. */
  readonly inFlight: number;
  add(key: string, json: string): void;
  /** Resolves when nothing waits any more, in this tab or another. Sends at once what it may. */
  flush(): Promise<void>;
  /** Says what waits before the page may end; `isGone` also lets go of all that other pages may need. */
  leave(isGone: boolean): void;
  /** The page is back, or the network. */
  resume(): void;
  /** Drops all that waits, and leaves nothing behind. */
  destroy(refusal: Refusal): Promise<void>;
}

/** Room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
const backoff = { minDelayMs: 500, maxDelayMs: 60_000 };

/** @param store undefined where nothing may be stored */
export function createDelivery(
  settings: Settings,
  store: EventStore | undefined,
  observer: DeliveryObserver,
): Delivery {
  const { endpoint, name, writeKey, batchEvents, flushInterval } = settings;
  const lock = createDrainLock(name);
  let busy: readonly string[] = [];
  let busyElsewhere: readonly string[] = [];
  let failures = 0;
  /** Nothing is sent before: because of failures, and because the collector said so. */
  let notBefore = 0;
  let toldNotBefore = 0;
  let maxCount = batchEvents;
  let draining: Promise<void> | undefined;
  let isWanted = false;
  /** Nothing was added since all was destroyed: not even an empty database is to be made. */
  let isDormant = false;
  let isGone = false;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let flushed: (() => void)[] = [];

  const keeper = createEventKeeper({
    ...settings,
    store,
    isBusy: (key) => busy.includes(key) || busyElsewhere.includes(key) || last.keys.has(key),
    onQueued: observer.onQueued,
    onDrop: observer.onDrop,
    onGone: (keys) => channel.tell(["gone", keys]),
  });
  const { own } = keeper;

  const settledElsewhere = (keys: Iterable<string>, isSent: boolean): void => {
    for (const key of keys) {
      const json = own.get(key);
      own.delete(key);
      if (json && isSent) observer.onAcknowledged(json, true);
    }
  };

  const channel = createTabChannel(name, ([kind, value]) => {
    if (kind === "busy") busyElsewhere = value;
    else if (kind === "wait") notBefore = toldNotBefore = Math.max(notBefore, value);
    else if (kind === "forget") {
      own.clear();
      observer.onForget();
    } else settledElsewhere(value, kind === "sent");
  });

  /** What becomes of events that were sent. Returns false when they are to be sent again. */
  const settle = async (
    keys: readonly string[],
    jsons: readonly string[],
    result: SendResult,
  ): Promise<boolean> => {
    if (result.kind === "retryable" || (result.kind === "too_large" && keys.length > 1)) return false;
    const wasOwn = keys.map((key) => own.has(key));
    await keeper.remove(keys);
    const isSent = result.kind === "sent";
    const refusals = new Map(isSent ? result.rejected.map((refusal) => [refusal.index, refusal]) : []);
    let accepted = 0;
    const reason: DropReason = result.kind === "rejected" ? result.reason : isSent ? "rejected" : "too_large";
    jsons.forEach((json, index) => {
      const { code, message } = isSent ? (refusals.get(index) ?? {}) : result;
      if (code) observer.onDrop({ reason, code, message: message as string }, json);
      else {
        accepted++;
        observer.onAcknowledged(json, wasOwn[index] as boolean);
      }
    });
    channel.tell([isSent ? "sent" : "gone", keys]);
    if (isSent) observer.onBatch(accepted, jsons.length - accepted);
    else observer.onFailure(result, undefined, reason);
    return true;
  };

  const last = createLastRequests(endpoint, writeKey, async (keys, jsons, result) => {
    await settle(keys, jsons, result);
    if (!isGone) schedule(0);
  });

  const isHeldBack = (): boolean =>
    isGone || isDormant || navigator.onLine === false || Date.now() < notBefore;

  /** Sends one batch of these. Returns the keys that need not be looked at again. */
  const sendBatch = async (
    keys: readonly string[],
    { signal }: AbortController,
  ): Promise<readonly string[]> => {
    const batch = batchOfKeys(keys, maxCount, maxBatchBytes);
    const texts = await keeper.read(batch);
    const there = batch.filter((_, index) => texts[index]);
    const jsons = texts.filter((json) => json) as string[];
    if (!there.length || signal.aborted) return batch;
    busy = there;
    channel.tell(["busy", there]);
    for (const json of jsons) observer.onSent(json, failures + 1);
    const result = await post(endpoint, keyedBody(jsons, writeKey), { signal });
    const isSettled = await settle(there, jsons, result);
    busy = [];
    channel.tell(["busy", []]);
    if (isSettled) {
      failures = 0;
      maxCount = batchEvents;
      return batch;
    }
    if (result.kind === "too_large") maxCount = Math.ceil(there.length / 2);
    else if (!signal.aborted) wait(result as Retryable);
    return [];
  };

  const wait = (failure: Retryable): void => {
    const { retryAfterMs = 0 } = failure;
    const delayMs = Math.max(backoffDelay(++failures, backoff, Math.random), retryAfterMs);
    notBefore = Date.now() + delayMs;
    if (retryAfterMs) {
      toldNotBefore = notBefore;
      channel.tell(["wait", notBefore]);
    }
    observer.onFailure(failure, delayMs);
  };

  const drainAll = async (turn: AbortController): Promise<void> => {
    let keys: readonly string[] = [];
    while (!isHeldBack() && !turn.signal.aborted) {
      if (!keys.length) {
        await keeper.written();
        const before = [...own.keys()].filter(keeper.isWritten);
        const all = await keeper.keys();
        const there = new Set(all);
        settledElsewhere(
          before.filter((key) => !there.has(key)),
          true,
        );
        keys = all.filter((key) => !last.keys.has(key));
        if (!keys.length) return;
      }
      const done = new Set(await sendBatch(keys, turn));
      keys = keys.filter((key) => !done.has(key));
    }
  };

  const drain = (): void => {
    isWanted = true;
    if (draining || isHeldBack()) return next();
    isWanted = false;
    const turn = controller;
    draining = lock
      .run(() => drainAll(turn), turn.signal)
      .catch(() => {})
      .then(() => {
        draining = undefined;
        next();
      });
  };

  /** After a drain, or in place of one: is it over, or when does it go on? */
  const next = (): void => {
    if (draining || isGone) return;
    if (!own.size && (isDormant || !isHeldBack())) {
      for (const resolve of flushed) resolve();
      flushed = [];
    }
    if (isWanted || own.size || flushed.length) {
      if (isDormant || navigator.onLine === false) return;
      schedule(Math.max(notBefore - Date.now(), isWanted ? 0 : flushInterval));
    }
  };

  const schedule = (delayMs: number): void => {
    const at = Date.now() + delayMs;
    if (at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timerAt = Number.POSITIVE_INFINITY;
      drain();
    }, delayMs);
  };

  const start = (): void => {
    channel.open();
    schedule(0);
  };
  start();

  return {
    get waiting() {
      return own.size;
    },
    get inFlight() {
      return [...own.keys()].filter((key) => busy.includes(key) || last.keys.has(key)).length;
    },
    add(key, json) {
      isDormant = false;
      keeper.add(key, json);
      if (isGone) queueMicrotask(() => this.leave(true));
      else schedule(own.size >= batchEvents ? 0 : flushInterval);
    },
    flush: () =>
      new Promise((resolve) => {
        flushed.push(resolve);
        drain();
      }),
    leave(goes) {
      isGone = goes;
      if (navigator.onLine !== false) {
        const events = [...own].filter(([key]) => !last.keys.has(key) && (goes || !busy.includes(key)));
        last.send(events.sort(([one], [other]) => +keeper.isWritten(one) - +keeper.isWritten(other)));
      }
      if (!goes) return;
      controller.abort();
      controller = new AbortController();
      clearTimeout(timer);
      timerAt = Number.POSITIVE_INFINITY;
      channel.close();
      keeper.close();
    },
    resume() {
      isGone = false;
      notBefore = toldNotBefore;
      failures = 0;
      last.forgetUnanswered();
      start();
    },
    async destroy(refusal) {
      isDormant = true;
      controller.abort();
      controller = new AbortController();
      channel.tell(["forget"]);
      await keeper.destroy(refusal);
    },
  };
}
