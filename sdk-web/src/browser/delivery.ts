import { backoffDelay } from "../core/backoff.js";
import { batchOfKeys } from "../core/batch-of-keys.js";
import type { Listeners } from "../core/listeners.js";
import type { Retryable, SendResult } from "../core/send-result.js";
import { createDrainLock } from "./drain-lock.js";
import type { Drop } from "./drop.js";
import { createEventKeeper } from "./event-keeper.js";
import type { EventStore } from "./event-store.js";
import type { EventStep, SafarEvents } from "./events.js";
import { createPost } from "./fetch-sender.js";
import { createLastRequests } from "./last-requests.js";
import type { Settings } from "./settings.js";
import { createTabChannel } from "./tab-channel.js";

export interface DeliveryOptions {
  readonly settings: Settings;
  /** Undefined where nothing may be stored. */
  readonly store: EventStore | undefined;
  readonly drop: Drop;
  readonly emit: Listeners<SafarEvents>["emit"];
  readonly onStep: (step: EventStep["step"], json: string, attempt?: number) => void;
  /** An event of this page was acknowledged. */
  readonly onArrived: () => void;
  /** Another tab was told to forget the visitor. */
  readonly onForget: () => void;
}

/** Takes events to the collector, from whatever tab, and keeps them until then. */
export interface Delivery {
  /** Events of this page that are not settled, and those of them that are on their way. */
  counts(): readonly [waiting: number, inFlight: number];
  add(key: string, json: string): void;
  /** Resolves when nothing waits any more, in this tab or another. */
  flush(): Promise<void>;
  /** Says what waits before the page may end; `isGone` also lets go of all that other pages may need. */
  leave(isGone: boolean): void;
  /** The page is back, or the network. */
  resume(): void;
  /** Drops all that waits, and leaves nothing behind. */
  destroy(code: string): Promise<void>;
}

/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
const backoff = { minDelayMs: 500, maxDelayMs: 60_000 };

export function createDelivery(options: DeliveryOptions): Delivery {
  const { settings, drop, emit, onStep, onArrived, onForget } = options;
  const { name, batchEvents, flushInterval } = settings;
  const withLock = createDrainLock(name);
  const post = createPost(settings.endpoint, settings.writeKey);
  let busy: readonly string[] = [];
  let busyElsewhere: readonly string[] = [];
  let failures = 0;
  /** Nothing is sent before: because of failures, and because the collector said so. */
  let notBefore = 0;
  let toldNotBefore = 0;
  let maxCount = batchEvents;
  let isDraining = false;
  let isWanted = false;
  /** Nothing was added since all was destroyed: not even an empty database is to be made. */
  let isDormant = false;
  let isGone = false;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = Number.POSITIVE_INFINITY;
  let onFlushed: (() => void)[] = [];

  const isBusy = (key: string): boolean => busy.includes(key) || last.closing.has(key);

  const arrived = (json: string | undefined, isOwn: boolean): void => {
    if (isOwn) onArrived();
    if (json) onStep("acknowledged", json);
  };

  const settledElsewhere = (keys: Iterable<string>, isSent: boolean): void => {
    for (const key of keys) {
      const json = own.get(key);
      if (own.delete(key) && isSent) arrived(json, true);
    }
  };

  const channel = createTabChannel(name, ([kind, value]) => {
    if (kind === "busy") busyElsewhere = value;
    else if (kind === "wait") notBefore = toldNotBefore = value;
    else if (kind === "forget") {
      own.clear();
      onForget();
    } else settledElsewhere(value, kind === "sent");
  });

  const keeper = createEventKeeper({
    ...settings,
    store: options.store,
    isBusy: (key) => isBusy(key) || busyElsewhere.includes(key),
    onQueued: (json) => onStep("queued", json),
    drop,
    onGone: (keys) => channel.tell("gone", keys),
  });
  const { own, unwritten } = keeper;

  /** What becomes of events that were sent. Returns false when they are to be sent again. */
  const settle = async (keys: string[], jsons: readonly string[], result: SendResult): Promise<boolean> => {
    const { kind } = result;
    if (kind === "retryable" || (kind === "too_large" && keys.length > 1)) return false;
    const wasOwn = keys.map((key) => own.has(key));
    await keeper.remove(keys);
    const refused = new Map(kind === "sent" ? result.rejected.map((refusal) => [refusal.index, refusal]) : []);
    const reason = kind === "rejected" ? result.reason : kind === "sent" ? "rejected" : kind;
    jsons.forEach((json, index) => {
      const refusal = kind === "sent" ? refused.get(index) : result;
      if (refusal) drop(reason, refusal.code, json, refusal.message);
      else arrived(json, wasOwn[index] as boolean);
    });
    channel.tell(kind === "sent" ? "sent" : "gone", keys);
    if (kind === "sent") emit("flush", { accepted: keys.length - refused.size, rejected: refused.size });
    else emit("error", { code: result.code, message: result.message, reason, retryInMs: undefined });
    return true;
  };

  const last = createLastRequests(post, async (keys, jsons, result) => {
    await settle(keys, jsons, result);
    if (!isGone) schedule(0);
  });

  const isHeldBack = (): boolean => isGone || isDormant || !navigator.onLine || Date.now() < notBefore;

  /** Sends one batch of these. Returns the keys that need not be looked at again. */
  const sendBatch = async (keys: readonly string[], signal: AbortSignal): Promise<readonly string[]> => {
    const batch = batchOfKeys(keys, maxCount, maxBatchBytes);
    const texts = signal.aborted ? [] : await keeper.read(batch);
    const there = batch.filter((_, index) => texts[index]);
    const jsons = texts.filter((json): json is string => !!json);
    if (!jsons.length || signal.aborted) return batch;
    const setBusy = (now: readonly string[]) => {
      busy = now;
      channel.tell("busy", now);
    };
    setBusy(there);
    for (const json of jsons) onStep("sent", json, failures + 1);
    const result = await post(jsons, false, signal);
    const isSettled = await settle(there, jsons, result);
    setBusy([]);
    if (isSettled) {
      failures = 0;
      maxCount = batchEvents;
      return batch;
    }
    if (result.kind === "too_large") maxCount = Math.ceil(jsons.length / 2);
    else if (!signal.aborted) wait(result as Retryable);
    return [];
  };

  const wait = ({ code, message, retryAfterMs = 0 }: Retryable): void => {
    const retryInMs = Math.max(backoffDelay(++failures, backoff, Math.random), retryAfterMs);
    notBefore = Date.now() + retryInMs;
    if (retryAfterMs) {
      toldNotBefore = notBefore;
      channel.tell("wait", notBefore);
    }
    emit("error", { code, message, reason: undefined, retryInMs });
  };

  const drainAll = async (signal: AbortSignal): Promise<void> => {
    let keys: readonly string[] = [];
    while (!isHeldBack() && !signal.aborted) {
      if (!keys.length) {
        await keeper.written();
        const before = [...own.keys()].filter((key) => !unwritten.has(key));
        const all = new Set(await keeper.allKeys());
        settledElsewhere(
          before.filter((key) => !all.has(key)),
          true,
        );
        keys = [...all].filter((key) => !last.closing.has(key));
        if (!keys.length) return;
      }
      const done = new Set(await sendBatch(keys, signal));
      keys = keys.filter((key) => !done.has(key));
    }
  };

  const drain = async (): Promise<void> => {
    isWanted = true;
    if (isDraining) return;
    if (!isHeldBack()) {
      isWanted = false;
      isDraining = true;
      const { signal } = controller;
      await withLock(() => drainAll(signal), signal);
      isDraining = false;
    }
    if (isGone) return;
    if (!own.size && (isDormant || !isHeldBack())) {
      for (const resolve of onFlushed) resolve();
      onFlushed = [];
    }
    if ((isWanted || own.size || onFlushed.length) && !isDormant && navigator.onLine) {
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
      void drain();
    }, delayMs);
  };

  const stop = (): void => {
    controller.abort();
    controller = new AbortController();
    clearTimeout(timer);
    timerAt = Number.POSITIVE_INFINITY;
  };

  const resume = (): void => {
    isGone = false;
    notBefore = toldNotBefore;
    last.forgetUnanswered();
    channel.listen();
    schedule(0);
  };

  const leave = (goes: boolean): void => {
    isGone = goes;
    if (navigator.onLine) {
      const events = [...own].filter(([key]) => !last.closing.has(key) && (goes || !isBusy(key)));
      // What is in the store would be found by another page.
      last.sendLast(events.sort(([one], [other]) => +unwritten.has(other) - +unwritten.has(one)));
    }
    if (!goes) return;
    stop();
    channel.close();
    void keeper.close();
  };

  resume();

  return {
    counts: () => [own.size, [...own.keys()].filter(isBusy).length],
    add(key, json) {
      isDormant = false;
      keeper.add(key, json);
      if (isGone) queueMicrotask(() => leave(true));
      else schedule(own.size >= batchEvents ? 0 : flushInterval);
    },
    flush: () =>
      new Promise((resolve) => {
        onFlushed.push(resolve);
        void drain();
      }),
    leave,
    resume,
    destroy(code) {
      isDormant = true;
      stop();
      channel.tell("forget");
      return keeper.destroy(code);
    },
  };
}
