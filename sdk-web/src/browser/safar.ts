import { MAX_PRODUCTS_EVENT_BYTES } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import { promisifyRequest } from "idb-keyval";
import { isRefusal, isTaken, refusalOf } from "../core/answer-kind.js";
import { commerceVerbs } from "../core/commerce.js";
import type { DropReason } from "../core/drop-reason.js";
import { eventKey, sizeOfKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { fieldsOf, objectOf } from "./call-fields.js";
import type { Safar } from "./calls.js";
import { inTurn } from "./drain-lock.js";
import { createEventStore, type Entry } from "./event-store.js";
import type { EventStep, SafarEvents } from "./events.js";
import { databasePatienceMs, inTime, networkPatienceMs } from "./in-time.js";
import { stringify } from "./json.js";
import { takeLastWords } from "./last-words.js";
import { newId } from "./message-id.js";
import { watchNavigation } from "./navigation.js";
import type { SafarOptions } from "./options.js";
import { contextOf } from "./page-context.js";
import { watchPage } from "./page-lifecycle.js";
import { asksForPrivacy } from "./privacy-signals.js";
import { firstEnd, inSlices } from "./slices.js";
import { hashTraits } from "./trait-hash.js";
import { createVisitor } from "./visitor.js";
import type { WebEvent } from "./web-event.js";

/** When and where the calls were made that are made now, if not now and here. */
export type Moment = [time?: number, href?: string];

export type Instance = readonly [safar: Safar, moment: Moment];

/** An event that waits for the visitor's consent, or to be seen: in memory, without an id of the visitor. */
type Held = readonly [json: string, time: number, href: string];

/** How a request ended: without an answer the status is 0. What answered may be anything, or no JSON. */
// biome-ignore lint/suspicious/noExplicitAny: it is looked at with care
type Reply = readonly [status: number, answer?: any, retryAfter?: string | null];

/** A hash in JSON, with the name of its trait. */
const hashBytes = 100;
/** Longer ids of users are none: they would be too much for every event that comes after. */
const maxUserId = 1_000;
/** Leaves room for the write key in a body of 500 KiB. */
const maxBatchBytes = 500_000;
/** What a page may have on its way when it ends, less the rest of a body: https://fetch.spec.whatwg.org/#http-network-or-cache-fetch */
const keepaliveBytes = 65_000;
/** Characters that one page may keep in localStorage: less than a tenth of what WebKit allows an origin, which is the shop's. */
const maxLastWords = 200_000;
/** Half of them: the other half is chance. */
const firstDelayMs = 250;
const maxDelayMs = 30_000;
const flushPollMs = 50;
/** The longest time a collector asks to wait; a longer Retry-After comes from something else on the way. */
const maxRetryAfterMs = 300_000;

/**
 * Makes an instance: from its calls to events in the queue, and to the collector, or to counted drops. No call
 * throws.
 *
 * The client and its delivery share one closure: what stands inside one is made short by every minifier, and what
 * passes between two is not, which cost about 80 bytes of the packed script.
 *
 * @param name of the instance, its database and its lock
 * @param host the collector's address; without one it says so in the console, and drops all that is tracked
 */
export function createSafar(options: SafarOptions, name: string, host: string | undefined): Instance {
  let {
    writeKey,
    consent = "granted",
    respectPrivacySignals,
    cookieless,
    cookieDomain = "",
    sessionTimeout = 1_800_000,
    maxEvents = 10_000,
    maxBytes = 10_485_760,
    batchEvents = 100,
    flushInterval = 1_000,
    beforeSend,
    trackPages,
    hashTraits: hashed = [],
  } = options;
  const visitor = createVisitor(cookieDomain, sessionTimeout, cookieless);
  const goingOn = new Set<IDBTransaction>();
  let use = createEventStore(name, goingOn, cookieless);
  /** Of this page in localStorage. */
  const lastWordsKey = `${name} ${Math.random()}`;
  const moment: Moment = [];
  let { referrer } = document;
  /** Whether it is seen: a page rendered ahead waits for its visitor. */
  let isActive = host && !(document as { prerendering?: boolean }).prerendering;

  let held: Held[] = [];
  /** This page's own events by key; those of all tabs and earlier pages are in the database. */
  const own = new Map<string, string>();
  /** What would not outlive the page: events of its own, and such that earlier pages left in localStorage. */
  const unwritten = new Map<string, string>();
  /** Texts of those on their way to the database. */
  const writing = new Set<string>();
  /** The database took what was written last: what is not written yet will be in a moment. */
  let isStored: boolean | undefined;
  /** On their way to the collector: they are not taken, and stay, lest they be counted as dropped and arrive. */
  const flying = new Set<string>();
  const dropped: Partial<Record<DropReason, number>> = {};
  let tracked = 0;
  let sent = 0;
  let failures = 0;
  /** Nothing is sent before, by the monotonic clock: because of failures, or because the collector said so. */
  let notBefore = 0;
  let maxCount = batchEvents;
  /** The drain that goes on. */
  let turn: AbortController | undefined;
  /** The page was put away; undefined where it is not there yet. */
  let isAway: boolean | undefined;
  let isEmpty: boolean | undefined;
  let isWriting: boolean | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** What the page begins with, once it is seen. */
  let beginning: (() => unknown)[] = [];

  /**
   * Does it, in slices, so that a slow phone answers its visitor in between; at once when the page calls or ends, so
   * that all is in its order.
   */
  const begin = (isUrgent = true): void =>
    inSlices(
      () => {
        const part = beginning.shift();
        part?.();
        return part;
      },
      isUrgent,
      firstEnd,
    );

  const listeners = new Set<readonly [name: string, listener: (value: never) => unknown]>();

  const on: Safar["on"] = (about, listener) => {
    const entry = [about, listener] as const;
    listeners.add(entry);
    return () => listeners.delete(entry);
  };

  /** Calls each listener with a value of its own, made only for it. One that fails harms nobody else. */
  const emit = <About extends keyof SafarEvents>(about: About, makeValue: () => SafarEvents[About]): void => {
    for (const [wanted, listener] of [...listeners]) {
      if (wanted === about) (async () => listener(makeValue() as never))().catch(console.warn);
    }
  };

  const onStep = (step: EventStep["step"], json: string, attemptNumber?: number): void => {
    emit("event", () => {
      const event: WebEvent = JSON.parse(json);
      return { step, messageId: event.messageId, event, attempt: attemptNumber };
    });
  };

  const arrive = (key: string, json: string): void => {
    if (own.delete(key)) sent++;
    onStep("acknowledged", json);
  };

  /**
   * Counts an event that is let go, and tells of it.
   *
   * @param json the event, where there is one
   * @param code finer than the reason
   * @param message what the collector, or the page, said of it
   */
  const drop = (reason: DropReason, json?: string, code: string = reason, message: string = code): void => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    emit("drop", () => ({ reason, code, message, messageId: json && JSON.parse(json).messageId, json }));
  };

  /** What a shop gives may throw wherever it is looked at. */
  const guarded = <Result>(
    run: () => Result,
    reason: DropReason = "not_serialisable",
  ): Result | undefined => {
    try {
      return run();
    } catch (error) {
      drop(
        reason,
        undefined,
        reason,
        attempt(() => `${error}`),
      );
    }
  };

  /** Whether the visitor may be known now. */
  const isAllowed = () => consent === "granted" && isActive;

  const letGo = (key: string): void => {
    own.delete(key);
    unwritten.delete(key);
  };

  /**
   * Brings what localStorage keeps of this page up to date: events that it could not write to its database, and none
   * while that works, since a page that begins takes them for those of a page that ended.
   *
   * @param isEnd the page may be gone now: the oldest of what finds no place is let go. What is on its way always finds one: nobody knows its end
   */
  const keep = (isEnd?: boolean): void => {
    if (cookieless) return;
    let room = maxLastWords;
    // biome-ignore lint/suspicious/useIterableCallbackReturn: nothing is as good as false
    const words = [...(isEnd || !isStored ? unwritten : [])].reverse().filter(([key, json]) => {
      // biome-ignore lint/suspicious/noAssignInExpressions: as above
      if (flying.has(key) || (room -= sizeOfKey(key)) > 0) return true;
      if (isEnd) {
        letGo(key);
        drop("queue_full", json);
      }
    });
    // Of a name of its own, so that pages that end together do not overwrite each other's.
    attempt(() => {
      if (words[0]) localStorage[lastWordsKey] = stringify(words);
      else delete localStorage[lastWordsKey];
    });
  };

  const remove = (entries: readonly Entry[]) => {
    for (const [key] of entries) letGo(key);
    keep();
    return use((events) => {
      for (const [key] of entries) events.delete(key);
    });
  };

  /** Ends what a reply ends: counts its events, and lets go of them. Returns whether to go on with the next batch. */
  const settle = async (entries: readonly Entry[], [status, answer, retryAfter]: Reply): Promise<boolean> => {
    // Whoever says so, smaller ones can pass.
    if (status === 413 && entries.length > 1) {
      maxCount = entries.length >> 1;
      return true;
    }
    const reason = isRefusal(answer) && refusalOf(status);
    const isSent = isTaken(answer);
    const code = status ? `http_${status}` : "network";
    const failure = { code, message: `${answer?.message ?? code}` };
    if (!reason && !isSent) {
      // As core/backoff.ts does.
      const delay = Math.min(maxDelayMs, firstDelayMs * 2 ** failures++);
      const retryInMs = Math.max(
        Math.min(+retryAfter! * 1_000 || 0, maxRetryAfterMs),
        delay + delay * Math.random(),
      );
      notBefore = performance.now() + retryInMs;
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
      else arrive(key, json);
    });
    await remove(entries);
    return true;
  };

  /**
   * Sends a batch. Returns whether to go on with the next.
   *
   * @param more `keepalive` lets the request outlive its page; `signal` ends it early
   */
  const send = async (entries: readonly Entry[], more: RequestInit): Promise<boolean> => {
    for (const [key, json] of entries) {
      flying.add(key);
      onStep("sent", json, failures + 1);
    }
    // The write key stands inside, and a text as the body makes the type text/plain: so there is no preflight,
    // https://fetch.spec.whatwg.org/#cors-safelisted-request-header
    const reply = await inTime<Reply>(
      fetch(`${host}/v1/batch`, {
        method: "POST",
        credentials: options.credentials!,
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
    for (const [key] of entries) flying.delete(key);
    return goesOn;
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
    )) ?? [[...own.keys()], [...own.values()]];
    const all = new Map(
      [...keys, ...unwritten.keys()].map((key, place) => [key, unwritten.get(key) ?? texts[place]]),
    );
    for (const [key, json] of own) {
      if (!all.has(key)) arrive(key, json);
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
    // Not awaited: what is in the batch may not be sent by others meanwhile.
    if (going[0]) void remove(going);
    isEmpty = !count;
    return batch;
  };

  /** Writes what is not written yet. */
  const writeAll = async (): Promise<void> => {
    // Each once: written again, what another tab has sent and deleted meanwhile would be there again.
    const entries = [...unwritten].filter(([, json]) => !writing.has(json) && writing.add(json));
    isStored = await use((events) => {
      for (const [key, json] of entries) events.put(json, key);
      return true;
    });
    for (const [key, json] of entries) {
      writing.delete(json);
      // It is another text where its traits were hashed meanwhile.
      if (isStored && unwritten.get(key) === json) {
        unwritten.delete(key);
        onStep("queued", json);
      }
    }
    keep();
  };

  const drainAll = async (signal: AbortSignal): Promise<void> => {
    let entries: Entry[];
    do entries = await take();
    while (
      entries[0] &&
      !signal.aborted &&
      navigator.onLine &&
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
    if (timer && delayMs) return;
    clearTimeout(timer);
    timer = setTimeout(drain, delayMs);
  };

  /** Sends as many of this page's events as may outlive it, first those that no other page would find. */
  const sendAtOnce = (): void => {
    let room = keepaliveBytes;
    for (const key of flying) room -= sizeOfKey(key);
    const entries = [...new Map([...unwritten, ...own])].filter(
      // biome-ignore lint/suspicious/noAssignInExpressions: three bytes less, here and below
      ([key]) => !flying.has(key) && (room -= sizeOfKey(key)) > 0,
    );
    if (entries[0] && navigator.onLine) void send(entries, { keepalive: true });
  };

  const leave = (isEnd?: boolean): void => {
    begin();
    release(isEnd);
    if (isEnd && !isAway) {
      isAway = true;
      // It may never hear of it: a lock that was asked for before a page was put away may hang.
      turn?.abort();
      turn = undefined;
      flying.clear();
    }
    sendAtOnce();
    if (isEnd) {
      for (const transaction of goingOn) attempt(() => transaction.abort());
      keep(true);
    }
  };

  const write = (): void => {
    if (isWriting) return;
    isWriting = true;
    // What one task of the page tracks is written in one transaction.
    queueMicrotask(() => {
      isWriting = false;
      if (isAway) leave(true);
      else {
        void writeAll();
        // WebKit tells a page that is left before it is loaded nothing.
        if (document.readyState !== "complete" && performance.now() >= notBefore) sendAtOnce();
      }
    });
  };

  const enqueue = (event: WebEvent, time: number): void => {
    const hashing = hashTraits(event, hashed);
    let key: string | undefined;
    const put = (isReady: boolean): void => {
      const json = stringify(event);
      // With room for the hashes, so that the key and the queue's size stay true.
      const size = new TextEncoder().encode(json).length + hashBytes * hashed.length;
      if (json && size <= MAX_PRODUCTS_EVENT_BYTES) {
        key ??= eventKey(newId(time), size);
        own.set(key, json);
        unwritten.set(key, json);
        // Without its hashes it may not be sent.
        if (isReady) {
          flying.delete(key);
          onStep("made", json);
        } else flying.add(key);
        isEmpty = false;
        write();
        schedule(own.size % batchEvents ? flushInterval : 0);
      } else drop("too_large", json);
    };
    put(!hashing);
    // Unless the visitor was forgotten meanwhile.
    hashing?.then(() => own.has(key!) && put(true));
  };

  /**
   * Everything about events that needs the visitor's consent: in slices, so that a long wait does not end in a
   * long task; at once when the page ends.
   */
  const release = (isUrgent?: boolean): void =>
    inSlices(() => {
      const entry = isAllowed() && held.shift();
      if (entry)
        guarded(() => {
          const [json, time, href] = entry;
          visitor.remember_();
          const event: WebEvent = JSON.parse(json);
          const { id, user, visit } = visitor.visit_(time, href);
          event.context = { ...visit, ...event.context };
          event.anonymousId ??= id!;
          if (event.type === "alias") event.previousId ??= (user ?? event.anonymousId)!;
          event.userId ??= user as string;
          const wanted = guarded(() => {
            const result = beforeSend?.(event);
            return result === undefined ? event : result || drop("before_send");
          }, "before_send");
          if (wanted) enqueue(wanted, time);
        });
      return entry;
    }, isUrgent);

  const refuse = async (): Promise<void> => {
    begin();
    takeLastWords(name, unwritten);
    const here = new Set([...held.map(([json]) => json), ...own.values(), ...unwritten.values()]);
    turn?.abort();
    turn = undefined;
    flying.clear();
    own.clear();
    unwritten.clear();
    held = [];
    for (const json of here) drop("consent", json);
    // Only where there was a visitor: of one who never agreed, not even an empty database may be made.
    attempt(
      () =>
        localStorage.safar &&
        use(async (events) => {
          for (const json of await promisifyRequest<string[]>(events.getAll()))
            if (!here.has(json)) drop("consent", json);
        }),
    );
    keep();
    visitor.forget_();
    // What is stored from now on waits for the deletion; who has the database open still lets go of it.
    use = createEventStore(name, goingOn, cookieless);
    await attempt(() =>
      inTime(promisifyRequest(indexedDB.deleteDatabase(name)), databasePatienceMs).catch(() => {}),
    );
  };

  /** The page is there, or back, with its visitor's consent: what waits goes on its way. */
  const resume = (delayMs: number): void => {
    if (!isAllowed()) return;
    visitor.remember_();
    if (isAway !== false) {
      isAway = false;
      // Nobody tells a page that was put away what became of its last requests: it sends again.
      flying.clear();
      takeLastWords(name, unwritten);
      keep();
      // Also where nothing is to be written: the database is open then for the page's last events.
      write();
    }
    release();
    schedule(delayMs);
  };

  const applyConsent = (): void => {
    if (consent === "denied") void refuse();
    resume(Math.min(flushInterval, 1_000));
  };

  const record = (type: CallType, given: unknown[]): void => {
    tracked++;
    guarded(() => {
      if (consent === "denied") return drop("consent");
      const [time = Date.now(), href = location.href] = moment;
      const [more, said] = fieldsOf[type]!(...given);
      const fields = { ...objectOf(more), ...said };
      const { userId, messageId, timestamp, properties, context } = fields;
      const around = contextOf(href, referrer);
      // One that is remembered stands in every event from then on.
      if (type === "identify" && /^[ns][tu]/.test(typeof userId) && `${userId}`.length < maxUserId) {
        visitor.setUser_(userId!);
      }
      const json = stringify({
        ...fields,
        type,
        userId: userId ?? visitor.read_().user,
        messageId: messageId ?? newId(time),
        timestamp: typeof timestamp === "string" ? timestamp : new Date(timestamp ?? time).toISOString(),
        properties: type === "page" ? { ...around.page, ...objectOf(properties) } : properties,
        context: { ...around, ...objectOf(context) },
      });
      held.push([json, time, href]);
    });
  };

  const calls = {
    reset() {
      begin();
      visitor.reset_();
    },
    forget: refuse,
    consent(answer: typeof consent) {
      // What is no answer counts as none.
      consent = answer;
      applyConsent();
    },
    async ready(callback?: () => unknown) {
      await whenSeen;
      attempt(callback!);
    },
    async flush(given?: { readonly timeout?: number }) {
      begin();
      release(true);
      if (!isAllowed()) return !held.length;
      const end = performance.now() + (attempt(() => given!.timeout) ?? 10_000);
      isEmpty = false;
      do {
        void drain();
        await new Promise((resolve) => setTimeout(resolve, flushPollMs));
      } while (!isEmpty && performance.now() < end);
      return isEmpty!;
    },
    on,
    get stats() {
      return { tracked, queued: held.length + own.size, sent, dropped: { ...dropped } };
    },
    get anonymousId() {
      begin();
      return isAllowed() ? visitor.read_().id : undefined;
    },
    // biome-ignore lint/suspicious/noExplicitAny: its other calls follow
  } as any;
  for (const type in fieldsOf) {
    calls[type] = (...given: unknown[]) => {
      begin();
      record(type as CallType, given);
      release();
      if (held.length > maxEvents) drop("queue_full", held.shift()![0]);
    };
  }
  for (const subject in commerceVerbs) {
    const verbs: Readonly<Record<string, string>> = commerceVerbs[subject as keyof typeof commerceVerbs];
    calls[subject] = {};
    for (const verb in verbs)
      calls[subject][verb] = (...given: unknown[]) => calls.track(verbs[verb], ...given);
  }

  const whenSeen = new Promise<unknown>((resolve) => {
    if (isActive) resolve(0);
    else if (host) document.addEventListener("prerenderingchange", resolve);
    else console.error("Safar needs writeKey and host.");
  });
  if (!host || (consent === "granted" && respectPrivacySignals !== false && asksForPrivacy()))
    consent = "denied";
  void whenSeen.then(() => {
    isActive = true;
    // Not at once: a tab that was hidden as this one was shown has just sent what it had.
    watchPage(leave, () => resume(flushInterval));
    if (trackPages === "all") {
      watchNavigation((before) => {
        referrer = before;
        calls.page();
      });
    }
    beginning = [
      // Nothing yet: where the script alone took a slice, all that follows has to wait.
      isAllowed,
      () => isAllowed() && visitor.remember_(),
      applyConsent,
      () => /^(a|fi)/.test(trackPages!) && record("page", []),
      release,
    ];
    begin(false);
  });

  return [calls, moment];
}
