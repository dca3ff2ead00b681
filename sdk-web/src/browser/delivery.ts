import { isTaken, refusalOf } from "../core/answer-kind.js";
import { backoffDelay } from "../core/backoff.js";
import { sizeOfKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { inTurn } from "./drain-lock.js";
import type { Drop } from "./drop.js";
import type { Entry, EventStore } from "./event-store.js";
import type { Emit, EventStep } from "./events.js";
import { keepLastWords, takeLastWords } from "./last-words.js";
import type { SafarOptions } from "./options.js";
import { post } from "./post.js";
import { createQueue } from "./queue.js";
import { sleep } from "./sleep.js";

/** Takes events to the collector, from whatever tab, and keeps them until then; for one life of a page. */
export interface Delivery {
  /** @param isReady false for an event that is given again, under the same key, before it may be sent */
  add_(key: string, json: string, isReady: boolean): void;
  /** Resolves when nothing waits any more, in this tab or another; with false when the time runs out before. */
  flush_(timeoutMs: number): Promise<boolean>;
  /** Says what waits before the page may end; `isEnd` also ends this life. */
  leave_(isEnd?: boolean): void;
  /** Sends what waits now, if it may. */
  resume_(): void;
  /** Sends nothing any more. */
  end_(): void;
}

/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
/** What a page may have on its way when it ends, less the rest of a body: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;
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
  const queue = createQueue(own, use, maxEvents, maxBytes, drop, onStep, onArrived);
  const { unwritten_: unwritten, flying_: flying } = queue;
  const life = new AbortController();
  const { signal } = life;
  const ended = new Promise<unknown>((resolve) => {
    signal.onabort = resolve;
  });
  let failures = 0;
  /** Nothing is sent before: because of failures, or because the collector said so. */
  let notBefore = 0;
  let maxCount = +batchEvents;
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
    const isSent = !reason && isTaken(answer);
    const code = status ? `http_${status}` : "network";
    const failure = { code, message: `${answer?.message ?? code}` };
    if (!reason && !isSent) {
      const retryInMs = Math.max(retryAfter, backoffDelay(++failures, Math.random));
      notBefore = Date.now() + retryInMs;
      emit("error", { ...failure, retryInMs });
      return false;
    }
    failures = 0;
    maxCount = +batchEvents;
    entries.forEach(([key, json], place) => {
      const refusal = isSent
        ? attempt(() => answer.rejected.find((one: { index: number }) => one.index === place))
        : failure;
      if (refusal) drop(reason ?? "rejected", json, refusal.code, refusal.message);
      else onArrived(json, own.delete(key));
    });
    await queue.remove_(entries);
    return true;
  };

  const drainAll = async (): Promise<void> => {
    for (;;) {
      const entries = await queue.take_(maxCount, maxBatchBytes);
      isEmpty = !entries;
      if (!entries?.length || signal.aborted || !navigator.onLine || Date.now() < notBefore) return;
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
    if (isEnd) keepLastWords(name, [...unwritten]);
  };

  const write = (): void => {
    if (isWriting) return;
    isWriting = true;
    // What one task of the page tracks is written in one transaction.
    queueMicrotask(() => {
      isWriting = false;
      if (signal.aborted) leave(true);
      else void queue.write_();
    });
  };

  write();
  schedule(Math.min(flushInterval, 1_000));
  void takeLastWords(name, queue.put_);

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
    end_: () => life.abort(),
  };
}
