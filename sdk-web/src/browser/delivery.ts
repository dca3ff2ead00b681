import { promisifyRequest } from "idb-keyval";
import { refusalOf } from "../core/answer-kind.js";
import { sizeOfKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { inTurn } from "./drain-lock.js";
import type { Drop } from "./drop.js";
import type { Entry, EventStore } from "./event-store.js";
import type { Emit, EventStep } from "./events.js";
import { keepLastWords, takeLastWords } from "./last-words.js";
import type { SafarOptions } from "./options.js";
import { post } from "./post.js";
import { sleep } from "./sleep.js";

/**
 * Takes events to the collector, from whatever tab, and keeps them until then; for one life of a page. This
 * page's own events wait in memory, those of all tabs and earlier pages in the database.
 */
export interface Delivery {
  /** @param isReady false for an event that is given again, under the same key, before it may be sent */
  add_(key: string, json: string, isReady: boolean): void;
  /** Resolves when nothing waits any more, in this tab or another; with false when the time runs out before. */
  flush_(timeoutMs: number): Promise<boolean>;
  /** Says what waits before the page may end; `isEnd` also ends this life. */
  leave_(isEnd?: boolean): void;
  /** Sends what waits now, if it may. */
  resume_(): void;
  /** Aborted when this life has ended. */
  readonly signal_: AbortSignal;
  /** Sends nothing any more. */
  end_(): void;
}

/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
/** What a page may have on its way when it ends, less the rest of a body: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;
const firstDelayMs = 500;
const maxDelayMs = 60_000;
const flushPollMs = 50;

/**
 * @param own this page's events by key, of an earlier life of the page too
 * @param name of the queue, its database and its lock
 * @param host the collector's address
 * @param onArrived an event was acknowledged
 */
export function createDelivery(
  own: Map<string, string>,
  name: string,
  host: string,
  {
    writeKey,
    maxEvents = 10_000,
    maxBytes = 10_485_760,
    batchEvents = 100,
    flushInterval = 1_000,
  }: SafarOptions,
  use: EventStore,
  drop: Drop,
  emit: Emit,
  onStep: (step: EventStep["step"], json: string, attempt?: number) => void,
  onArrived: (json: string, isOwn: boolean) => void,
): Delivery {
  /** This page's own that would not outlive it. */
  const unwritten = new Map(own);
  /** On their way to the collector: they are not taken, and stay, lest they be counted as dropped and arrive. */
  const flying = new Set<string>();

  /** Stores events. True when they outlive the page. */
  const put = (entries: readonly Entry[]) =>
    use((events) => {
      for (const [key, json] of entries) events.put(json, key);
      // Committed by hand, what is written outlives a page that ends before it is told.
      events.transaction.commit?.();
      return promisifyRequest(events.transaction).then(() => true);
    });

  const remove = (entries: readonly Entry[]) => {
    for (const [key] of entries) {
      own.delete(key);
      unwritten.delete(key);
    }
    return use(async (events) => {
      for (const [key] of entries) events.delete(key);
    });
  };

  const life = new AbortController();
  const { signal } = life;
  // Made with the life: a lock may be given after it ended, and must be let go of even so.
  const ended = new Promise<unknown>((resolve) => {
    signal.onabort = resolve;
  });
  let failures = 0;
  /** Nothing is sent before: because of failures, or because the collector said so. */
  let notBefore = 0;
  let maxCount = batchEvents;
  let isDraining = false;
  let isEmpty = false;
  let isWriting = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Sends a batch. Returns whether to go on with the next. */
  const send = async (entries: readonly Entry[], more: RequestInit): Promise<boolean> => {
    for (const [key, json] of entries) {
      flying.add(key);
      onStep("sent", json, failures + 1);
    }
    const [status, answer, retryAfter = 0] = await post(
      host,
      writeKey,
      entries.map(([, json]) => json),
      more,
    );
    if (more.signal?.aborted) return false;
    for (const [key] of entries) flying.delete(key);
    const reason = refusalOf(status);
    if (reason === "too_large" && entries.length > 1) {
      maxCount = entries.length >> 1;
      return true;
    }
    // As isTaken() of core/answer-kind.ts.
    const isSent = answer?.success === true;
    const code = status ? `http_${status}` : "network";
    const failure = { code, message: `${answer?.message ?? code}` };
    if (!reason && !isSent) {
      // As core/backoff.ts does: it doubles each time, and half of it is chance.
      const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** failures++) / 2;
      const retryInMs = Math.max(retryAfter, delay + delay * Math.random());
      notBefore = Date.now() + retryInMs;
      emit("error", () => ({ ...failure, retryInMs }));
      return false;
    }
    failures = 0;
    maxCount = batchEvents;
    entries.forEach(([key, json], place) => {
      const refusal = isSent
        ? attempt(() => answer.rejected.find((one: { index: number }) => one.index === place))
        : failure;
      if (refusal) drop(reason || "rejected", json, refusal.code, refusal.message);
      else onArrived(json, own.delete(key));
    });
    await remove(entries);
    return true;
  };

  /**
   * Takes the next batch, the oldest events first, but at least one if any waits. Lets go of the oldest where
   * there is too much. Only for the tab whose turn it is.
   */
  const take = async (): Promise<Entry[]> => {
    const [keys, texts] = (await use((events) =>
      Promise.all([
        promisifyRequest(events.getAllKeys() as IDBRequest<string[]>),
        promisifyRequest<string[]>(events.getAll(null, +maxCount + flying.size)),
      ]),
    )) ?? [[...own.keys()], []];
    const all = new Map(
      [...keys, ...unwritten.keys()].map((key, place) => [key, own.get(key) ?? texts[place]]),
    );
    for (const [key, json] of own) {
      if (!all.has(key)) {
        own.delete(key);
        onArrived(json, true);
      }
    }
    let count = all.size;
    let bytes = 0;
    for (const key of all.keys()) bytes += sizeOfKey(key);
    let room = maxBatchBytes;
    const batch: Entry[] = [];
    const going: Entry[] = [];
    for (const entry of [...all].sort()) {
      const [key, json] = entry;
      if (flying.has(key)) continue;
      const size = sizeOfKey(key);
      if (count > maxEvents || bytes > maxBytes) {
        count--;
        bytes -= size;
        going.push(entry as Entry);
        drop("queue_full", json);
      } else if (json) {
        room -= size;
        if (!batch[0] || (batch.length < maxCount && room > 0)) batch.push(entry as Entry);
      }
    }
    if (going[0]) await remove(going);
    isEmpty = !count;
    return batch;
  };

  /** Writes what is not written yet. */
  const writeAll = async (): Promise<void> => {
    const entries = [...unwritten];
    if (await put(entries))
      for (const [key, json] of entries) if (unwritten.delete(key)) onStep("queued", json);
  };

  const drainAll = async (): Promise<void> => {
    for (;;) {
      const entries = await take();
      if (!entries[0] || signal.aborted || !navigator.onLine || Date.now() < notBefore) return;
      if (!(await send(entries, { signal }))) return;
    }
  };

  /** The drain, when it is its time; and when it is that again. */
  const drain = async (): Promise<void> => {
    timer = undefined;
    if (isDraining || signal.aborted) return;
    isDraining = true;
    // A page that is put away holds no lock, whatever it still waits for.
    await inTurn(name, () => Promise.race([drainAll(), ended]));
    isDraining = false;
    if (!isEmpty && navigator.onLine) schedule(Math.max(notBefore - Date.now(), flushInterval));
  };

  /** Sets the time of the next drain, unless there is one already; 0 is at once. */
  const schedule = (delayMs: number): void => {
    if (timer && delayMs) return;
    clearTimeout(timer);
    timer = setTimeout(drain, delayMs);
  };

  const leave = (isEnd?: boolean): void => {
    if (isEnd && !signal.aborted) {
      life.abort();
      flying.clear();
    }
    if (navigator.onLine) {
      // As many of this page's events as may outlive it, first those that no other page would find.
      let room = keepaliveBytes;
      for (const key of flying) room -= sizeOfKey(key);
      const entries = [...new Map([...unwritten, ...own])].filter(([key]) => {
        if (flying.has(key)) return false;
        room -= sizeOfKey(key);
        return room > 0;
      });
      if (entries.length) void send(entries, { keepalive: true });
    }
    if (isEnd && unwritten.size) keepLastWords(name, [...unwritten]);
  };

  const write = (): void => {
    if (isWriting) return;
    isWriting = true;
    // What one task of the page tracks is written in one transaction.
    queueMicrotask(() => {
      isWriting = false;
      if (signal.aborted) leave(true);
      else void writeAll();
    });
  };

  write();
  schedule(Math.min(flushInterval, 1_000));
  takeLastWords(name, put);

  return {
    add_(key, json, isReady) {
      own.set(key, json);
      unwritten.set(key, json);
      if (isReady) flying.delete(key);
      else flying.add(key);
      isEmpty = false;
      write();
      schedule(own.size % batchEvents ? flushInterval : 0);
    },
    async flush_(timeoutMs) {
      const end = Date.now() + timeoutMs;
      isEmpty = false;
      do {
        void drain();
        await sleep(flushPollMs);
      } while (!isEmpty && Date.now() < end);
      return isEmpty;
    },
    leave_: leave,
    resume_: () => schedule(0),
    signal_: signal,
    end_: () => life.abort(),
  };
}
