import { backoffDelay } from "../core/backoff.js";
import { batchOfKeys } from "../core/batch-of-keys.js";
import { firstKeyAt, sizeOfKey } from "../core/event-key.js";
import type { Listeners } from "../core/listeners.js";
import { overflowOf } from "../core/overflow.js";
import type { SendResult } from "../core/send-result.js";
import { attempt } from "./attempt.js";
import { createDrainLock } from "./drain-lock.js";
import type { Drop } from "./drop.js";
import type { EventStore } from "./event-store.js";
import type { EventStep, SafarEvents } from "./events.js";
import { keyedBody, post } from "./fetch-sender.js";
import { keepLastWords, takeLastWords } from "./last-words.js";
import type { Settings } from "./settings.js";

/** Takes events to the collector, from whatever tab, and keeps them until then. */
export interface Delivery {
  /** Events of this page that are not settled, and those of them that are on their way. */
  counts(): readonly [waiting: number, inFlight: number];
  /** @param isReady false for an event that will be given again, and meanwhile waits in memory */
  add(key: string, json: string, isReady: boolean): void;
  /** Resolves when nothing waits any more, in this tab or another; with false when the time runs out before. */
  flush(timeoutMs: number): Promise<boolean>;
  /** Says what waits before the page may end; `isGone` also lets go of all that other pages may need. */
  leave(isGone: boolean): void;
  /** The page is back, or the network. */
  resume(): void;
  /** Drops all that waits, and leaves nothing behind. */
  destroy(code: string): Promise<void>;
}

/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
/** What a page may have on its way when it ends, less the rest of a body: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;
/** From sending a request to the end of its answer: a connection may look alive and not be. */
const requestTimeoutMs = 15_000;
/** Older events are let go: nobody's figures wait for them any more. */
const maxAgeMs = 2_592_000_000;
/** Events that this page adds between two looks at the whole queue, which other tabs add to as well. */
const maxUnseen = 100;
const flushPollMs = 50;
const backoff = { minDelayMs: 500, maxDelayMs: 60_000 };

/**
 * @param shared undefined where nothing may be stored
 * @param onArrived an event was acknowledged
 */
export function createDelivery(
  { name, endpoint, writeKey, maxEvents, maxBytes, batchEvents, flushInterval }: Settings,
  shared: EventStore | undefined,
  drop: Drop,
  emit: Listeners<SafarEvents>["emit"],
  onStep: (step: EventStep["step"], json: string, attempt?: number) => void,
  onArrived: (json: string, isOwn: boolean) => void,
): Delivery {
  /** This page's events by key: what can still be sent when there is no time to ask a database. */
  const own = new Map<string, string>();
  /** Those of them that would not outlive the page yet. */
  const unwritten = new Set<string>();
  /** Sent by a request that may outlive the page; nobody knows yet whether it arrived. */
  const closing = new Set<string>();
  const withLock = createDrainLock(name);
  let store = shared;
  let busy: readonly string[] = [];
  let room = keepaliveBytes;
  let unseen = 0;
  let seen = maxEvents;
  let failures = 0;
  /** Nothing is sent before: because of failures, and because the collector said so. */
  let notBefore = 0;
  let toldNotBefore = 0;
  let maxCount = batchEvents;
  let isWriting = false;
  let isDraining = false;
  let isEmpty = false;
  /** Nothing was added since all was destroyed: not even an empty database is to be made. */
  let isDormant = false;
  let isGone = false;
  let controller = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let timerAt = 0;

  /** Without a working store the page goes on in memory, silently. */
  const withStore = async <Result>(
    run: (from: EventStore) => Promise<Result>,
    inMemory: () => Result,
  ): Promise<Result> => {
    try {
      if (store) return await run(store);
    } catch {
      store = undefined;
    }
    return inMemory();
  };

  const read = (keys: readonly string[]): Promise<(string | undefined)[]> =>
    withStore(
      (from) => from.read(keys),
      () => keys.map((key) => own.get(key)),
    );

  const allKeys = (): Promise<string[]> =>
    withStore(
      (from) => from.keys(),
      () => [...own.keys()].sort(),
    );

  const remove = async (keys: readonly string[]): Promise<void> => {
    for (const key of keys) {
      own.delete(key);
      unwritten.delete(key);
    }
    // A store that failed may still have them.
    await attempt(() => shared?.remove(keys))?.catch(() => {});
  };

  const write = async (): Promise<void> => {
    isWriting = true;
    // What one task of the page tracks is written in one transaction.
    await undefined;
    const added = [...own].filter(([key]) => unwritten.has(key));
    await withStore(
      (from) => from.put(added),
      () => {},
    );
    for (const [key, json] of added) if (unwritten.delete(key)) onStep("queued", json);
    isWriting = false;
    if (unwritten.size) void write();
  };

  /** Lets go of what is too much. Returns the keys of the rest. Only for the tab whose turn it is. */
  const trim = async (): Promise<readonly string[]> => {
    const written = [...own.keys()].filter((key) => !unwritten.has(key));
    const keys = await allKeys();
    const all = new Set(keys);
    // Another tab has sent them.
    for (const key of written) {
      const json = own.get(key);
      if (json && !all.has(key) && own.delete(key)) onArrived(json, true);
    }
    const oldest = Date.now() - maxAgeMs;
    const going = overflowOf(keys, { maxEvents, maxBytes, oldest }, (key) => closing.has(key));
    if (going.length) {
      const jsons = await read(going);
      await remove(going);
      going.forEach((key, index) => {
        all.delete(key);
        const isOld = key < firstKeyAt(oldest);
        drop(isOld ? "gave_up" : "queue_full", isOld ? "too_old" : "queue_full", jsons[index]);
      });
    }
    unseen = 0;
    seen = all.size;
    return [...all];
  };

  /** What becomes of events that were sent. Returns false when they are to be sent again. */
  const settle = async (
    keys: readonly string[],
    jsons: readonly string[],
    result: SendResult,
  ): Promise<boolean> => {
    const { kind } = result;
    if (kind === "retryable" || (kind === "too_large" && keys.length > 1)) return false;
    const wasOwn = keys.map((key) => own.has(key));
    await remove(keys);
    const rejected = kind === "sent" ? result.rejected : jsons.map((_, index) => ({ ...result, index }));
    const reason = kind === "sent" ? "rejected" : kind === "rejected" ? result.reason : kind;
    const refused = new Map(rejected.map((refusal) => [refusal.index, refusal]));
    jsons.forEach((json, index) => {
      const refusal = refused.get(index);
      if (refusal) drop(reason, refusal.code, json, refusal.message);
      else onArrived(json, wasOwn[index] as boolean);
    });
    if (kind === "sent") emit("flush", { accepted: keys.length - refused.size, rejected: refused.size });
    else emit("error", { ...result, reason, retryInMs: undefined });
    return true;
  };

  const isHeldBack = (): boolean => isGone || !navigator.onLine || Date.now() < notBefore;

  /** Sends one batch of these. Returns the keys that need not be looked at again. */
  const sendBatch = async (keys: readonly string[], turn: AbortController): Promise<readonly string[]> => {
    const batch = batchOfKeys(keys, maxCount, maxBatchBytes);
    const texts = await read(batch);
    const there = batch.filter((_, index) => texts[index]);
    const jsons = texts.filter((json): json is string => !!json);
    if (!jsons.length || turn !== controller) return batch;
    busy = there;
    for (const json of jsons) onStep("sent", json, failures + 1);
    const timeout = setTimeout(() => turn.abort(), requestTimeoutMs);
    const result = await post(endpoint, keyedBody(jsons, writeKey), false, turn.signal);
    clearTimeout(timeout);
    const isSettled = await settle(there, jsons, result);
    busy = [];
    if (isSettled) {
      failures = 0;
      maxCount = batchEvents;
      return batch;
    }
    if (result.kind === "too_large") maxCount = Math.ceil(jsons.length / 2);
    else if (turn === controller && result.kind === "retryable") {
      const { code, message, retryAfterMs = 0 } = result;
      const retryInMs = Math.max(backoffDelay(++failures, backoff, Math.random), retryAfterMs);
      notBefore = Date.now() + retryInMs;
      if (retryAfterMs) toldNotBefore = notBefore;
      emit("error", { code, message, reason: undefined, retryInMs });
    }
    return [];
  };

  const drainAll = async (turn: AbortController): Promise<void> => {
    let keys: readonly string[] = [];
    do {
      if (!keys.length) {
        const all = await trim();
        isEmpty = !all.length && !unwritten.size;
        keys = all.filter((key) => !closing.has(key));
      }
      if (isHeldBack() || turn !== controller) return;
      const done = new Set(await sendBatch(keys, turn));
      keys = keys.filter((key) => !done.has(key));
    } while (!isEmpty && !closing.size);
  };

  /** The drain, when it is its time; and when it is that again. */
  const drain = async (): Promise<void> => {
    const isTooMuch = seen + unseen > maxEvents || unseen >= maxUnseen;
    if (isDormant) isEmpty = true;
    else if (!isDraining && !isGone && (isTooMuch || !isHeldBack())) {
      isDraining = true;
      const turn = new AbortController();
      controller = turn;
      const { signal } = turn;
      const stopped = new Promise<void>((resolve) => {
        signal.onabort = () => resolve();
      });
      // A page that is put away holds no lock, whatever it still waits for.
      await withLock(() => Promise.race([drainAll(turn), stopped]), signal);
      if (turn !== controller) return;
      isDraining = false;
    }
    if (!isEmpty && !isGone && navigator.onLine) schedule(Math.max(notBefore - Date.now(), flushInterval));
  };

  const schedule = (delayMs: number): void => {
    const at = Date.now() + delayMs;
    if (timerAt && at >= timerAt) return;
    clearTimeout(timer);
    timerAt = at;
    timer = setTimeout(() => {
      timerAt = 0;
      void drain();
    }, delayMs);
  };

  const stop = (): void => {
    controller.abort();
    controller = new AbortController();
    // What was under way may never end: a frozen page's database does not answer.
    isDraining = isWriting = false;
    clearTimeout(timer);
    timerAt = 0;
  };

  /** Sends as many of this page's events as may outlive it, first those that no other page would find. */
  const sendLast = (goes: boolean): void => {
    const before = room;
    const events = [...own]
      .filter(([key]) => !closing.has(key) && (goes || !busy.includes(key)))
      .sort(([one], [other]) => +unwritten.has(other) - +unwritten.has(one))
      .filter(([key]) => {
        const left = room - sizeOfKey(key) - 1;
        if (left > 0) room = left;
        return left > 0;
      });
    if (!events.length) return;
    const bytes = before - room;
    const keys = events.map(([key]) => key);
    const jsons = events.map(([, json]) => json);
    const body = keyedBody(jsons, writeKey);
    for (const key of keys) closing.add(key);
    const onAnswer = async (result?: SendResult): Promise<void> => {
      room = Math.min(keepaliveBytes, room + bytes);
      for (const key of keys) closing.delete(key);
      if (result) await settle(keys, jsons, result);
      schedule(0);
    };
    if ("keepalive" in Request.prototype) void post(endpoint, body, true).then(onAnswer);
    else {
      // A beacon has no answer: if the page lives on, it sends again.
      navigator.sendBeacon(endpoint, body);
      setTimeout(onAnswer, requestTimeoutMs);
    }
  };

  const leave = (goes: boolean): void => {
    isGone = goes;
    if (navigator.onLine) sendLast(goes);
    if (!goes) return;
    if (shared) {
      keepLastWords(
        name,
        [...own].filter(([key]) => unwritten.has(key)),
      );
    }
    stop();
    shared?.close();
  };

  const resume = (): void => {
    // Nobody tells a page that was put away what became of its last requests: it sends again.
    if (isGone) {
      closing.clear();
      room = keepaliveBytes;
    }
    isGone = false;
    notBefore = toldNotBefore;
    if (unwritten.size && !isWriting) void write();
    schedule(0);
  };
  resume();
  const takeUp = async (entries: Parameters<EventStore["put"]>[0]): Promise<void> => {
    await shared?.put(entries);
    isEmpty = false;
    schedule(0);
  };
  if (shared) takeLastWords(name, takeUp).catch(() => {});

  return {
    counts: () => [own.size, [...own.keys()].filter((key) => busy.includes(key) || closing.has(key)).length],
    add(key, json, isReady) {
      own.set(key, json);
      unwritten.add(key);
      isEmpty = isDormant = false;
      if (isReady && !isWriting) void write();
      unseen++;
      if (isGone) queueMicrotask(() => leave(true));
      else schedule(own.size >= batchEvents || seen + unseen > maxEvents ? 0 : flushInterval);
    },
    async flush(timeoutMs) {
      const end = Date.now() + timeoutMs;
      isEmpty = false;
      while (!isEmpty && Date.now() < end) {
        void drain();
        await new Promise((resolve) => setTimeout(resolve, flushPollMs));
      }
      return isEmpty;
    },
    leave,
    resume,
    async destroy(code) {
      stop();
      isDormant = true;
      const keys = await allKeys();
      const left = new Map(own);
      for (const [index, json] of (await read(keys)).entries())
        left.set(keys[index] as string, json as string);
      own.clear();
      unwritten.clear();
      for (const json of left.values()) drop("consent", code, json);
      await takeLastWords(name, async () => {});
      await attempt(() => shared?.destroy())?.catch(() => {});
    },
  };
}
