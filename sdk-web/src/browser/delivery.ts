import { isRefusal, isTaken, refusalOf } from "../core/answer-kind.js";
import { attempt } from "./attempt.js";
import { inTurn } from "./drain-lock.js";
import type { Entry } from "./event-store.js";
import { inTime, networkPatienceMs } from "./in-time.js";
import { stringify } from "./json.js";
import type { Observers } from "./observers.js";
import type { SafarOptions } from "./options.js";
import type { Queue } from "./queue.js";

/** Brings events from the queue to the collector: in its time, in this tab's turn, and before the page ends. */
export interface Delivery {
  /** Sends all that waits until `timeoutMs` is over. Returns whether nothing waits any more. */
  flush_(timeoutMs: number): Promise<boolean>;
  /** An event came into the queue: it is to be written, and sent. */
  wake_(): void;
  /** Ends the drain that goes on, and forgets what is on its way. */
  endTurn_(): void;
  /**
   * The page is hidden, or ends: sends what may outlive it.
   *
   * @param isEnd nothing of the page may run after this returns: keeps what it can
   */
  leave_(isEnd?: boolean): void;
  /**
   * The page is there, or back: takes over what earlier pages could not send, and sends what waits after the usual time,
   * but after `limitMs` at the latest.
   */
  resume_(limitMs?: number): void;
}

/** How a request ended: without an answer the status is 0. What answered may be anything, or no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: it is looked at with care
type Reply = readonly [status: number, answer?: any, retryAfter?: string | null];

/** Half of them: the other half is chance. */
const firstDelayMs = 250;
const maxDelayMs = 30_000;
/** The longest time a collector asks to wait; a longer Retry-After comes from something else on the way. */
const maxRetryAfterMs = 300_000;
const flushPollMs = 50;

/**
 * @param name of the lock that lets one tab send at a time
 * @param host the collector's address
 * @param isAllowed whether events may be sent now
 * @param onLeave is called when events came in after the page ended
 */
export function createDelivery(
  name: string,
  host: string | undefined,
  { writeKey, credentials, batchEvents = 100, flushInterval = 1_000 }: SafarOptions,
  isAllowed: () => boolean | string | undefined,
  onLeave: (isEnd: true) => void,
  queue: Queue,
  observers: Observers,
): Delivery {
  let failures = 0;
  /** Nothing is sent before, by the monotonic clock: because of failures, or because the collector said so. */
  let notBefore = 0;
  /** The most events of the next batch: fewer where the last was too large. */
  let maxCount = batchEvents;
  /** The drain that goes on. */
  let turn: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The page was put away; undefined where it is not there yet. */
  let isAway: boolean | undefined;
  /** No event of any tab or page waits. */
  let isEmpty: boolean | undefined;
  let isWriting: boolean | undefined;

  /** Ends what a reply ends: counts its events, and deletes them. Returns whether to go on with the next batch. */
  const settle = async (entries: readonly Entry[], [status, answer, retryAfter]: Reply): Promise<boolean> => {
    // Smaller batches may pass, whichever server on the way refused this one.
    if (status === 413 && entries.length > 1) {
      maxCount = entries.length >> 1;
      return true;
    }
    const reason = isRefusal(answer) && refusalOf(status);
    const isSent = isTaken(answer);
    const code = status ? `http_${status}` : "network";
    const failure = { code, message: `${answer?.message ?? code}` };
    if (!reason && !isSent) {
      // It doubles, and half of it is random, so that pages that failed together do not retry together.
      const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** failures++);
      const retryInMs = Math.max(
        Math.min(+retryAfter! * 1_000 || 0, maxRetryAfterMs),
        delay + delay * Math.random(),
      );
      notBefore = performance.now() + retryInMs;
      observers.emit_("error", () => ({ ...failure, retryInMs }));
      return false;
    }
    failures = 0;
    maxCount = batchEvents;
    entries.forEach(([key, json], place) => {
      const refusal = isSent
        ? attempt(() => answer.rejected.find((one: { index: number }) => one.index === place))
        : failure;
      if (refusal) observers.drop_(reason || "rejected", json, refusal.code, refusal.message);
      else queue.arrive_(key, json);
    });
    await queue.remove_(entries);
    return true;
  };

  /**
   * Sends a batch, unless the browser is offline. Returns whether to go on with the next.
   *
   * @param more `keepalive` lets the request outlive its page; `signal` ends it early
   */
  const send = async (entries: readonly Entry[], more: RequestInit): Promise<boolean> => {
    if (!navigator.onLine) return false;
    for (const [key, json] of entries) {
      queue.flying_.add(key);
      observers.onStep_("sent", json, failures + 1);
    }
    // The write key stands inside, and a text as the body makes the type text/plain: so there is no preflight,
    // https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    const reply = await inTime<Reply>(
      fetch(`${host}/v1/batch`, {
        method: "POST",
        credentials: credentials!,
        body: `{"batch":[${entries.map(([, json]) => json)}],${stringify({ sentAt: new Date(), writeKey }).slice(1)}`,
        ...more,
      }).then(async (response) => [
        response.status,
        await response.json().catch(() => {}),
        response.headers.get("retry-after"),
      ]),
      networkPatienceMs,
    ).catch((error): Reply => [0, { message: `${error}` }]);
    if (more.signal?.aborted) return false;
    const goesOn = await settle(entries, reply);
    // Not before: what is being read from the database meanwhile may have what was just acknowledged.
    for (const [key] of entries) queue.flying_.delete(key);
    return goesOn;
  };

  const drainAll = async (signal: AbortSignal): Promise<void> => {
    let entries: Entry[];
    let count: number;
    do {
      [entries, count] = await queue.take_(maxCount);
      isEmpty = !count;
    } while (
      entries[0] &&
      !signal.aborted &&
      performance.now() >= notBefore &&
      (await send(entries, { signal }))
    );
  };

  /** The drain, when it is its time; and when it is that again. */
  const drain = async (): Promise<void> => {
    timer = undefined;
    if (turn || isAway || !isAllowed()) return;
    turn = new AbortController();
    const { signal } = turn;
    // A page that is put away holds no lock, whatever it still waits for, nor one that it gets too late.
    await inTurn(
      name,
      async () =>
        signal.aborted ||
        Promise.race([
          drainAll(signal),
          new Promise((resolve) => {
            signal.onabort = resolve;
          }),
        ]),
    );
    // Where it was ended, another one may have begun.
    if (signal.aborted) return;
    turn = undefined;
    if (!isEmpty && navigator.onLine) schedule(Math.max(notBefore - performance.now(), flushInterval));
  };

  /** Sets the time of the next drain, unless there is one already; 0 is at once. */
  const schedule = (delayMs: number): void => {
    isEmpty = false;
    if (timer && delayMs) return;
    clearTimeout(timer);
    timer = setTimeout(drain, delayMs);
  };

  const endTurn = (): void => {
    turn?.abort();
    turn = undefined;
    queue.flying_.clear();
  };

  const sendAtOnce = (): void => {
    const entries = queue.urgent_();
    if (entries[0]) void send(entries, { keepalive: true });
  };

  const write = (): void => {
    if (isWriting) return;
    isWriting = true;
    // What one task of the page tracks is written in one transaction.
    queueMicrotask(() => {
      isWriting = false;
      if (isAway) onLeave(true);
      else {
        void queue.write_();
        // WebKit does not tell a page that it is left before it is loaded.
        if (document.readyState !== "complete" && performance.now() >= notBefore) sendAtOnce();
      }
    });
  };

  return {
    endTurn_: endTurn,
    wake_() {
      write();
      schedule(queue.own_.size % batchEvents && flushInterval);
    },
    leave_(isEnd) {
      if (isEnd && !isAway) {
        isAway = true;
        // A lock that was asked for before a page was put away may hang.
        endTurn();
      }
      sendAtOnce();
      if (isEnd) queue.end_();
    },
    resume_(limitMs = flushInterval) {
      if (isAway !== false) {
        isAway = false;
        queue.takeOver_();
        // Also where nothing is to be written: the database is open then for the page's last events.
        write();
      }
      schedule(Math.min(flushInterval, limitMs));
    },
    async flush_(timeoutMs) {
      const end = performance.now() + timeoutMs;
      isEmpty = false;
      do {
        void drain();
        await new Promise((resolve) => setTimeout(resolve, flushPollMs));
      } while (!isEmpty && performance.now() < end);
      return isEmpty;
    },
  };
}
