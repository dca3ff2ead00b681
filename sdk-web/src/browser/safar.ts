import { MAX_EVENT_BYTES } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import { promisifyRequest } from "idb-keyval";
import { commerceVerbs } from "../core/commerce.js";
import type { DropReason } from "../core/drop-reason.js";
import { eventKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { fieldsOf, objectOf } from "./call-fields.js";
import type { Safar } from "./calls.js";
import { createDelivery, type Delivery } from "./delivery.js";
import type { Drop } from "./drop.js";
import { createEventStore } from "./event-store.js";
import type { EventStep, SafarEvents } from "./events.js";
import { inTime } from "./in-time.js";
import { takeLastWords } from "./last-words.js";
import { createListeners } from "./listeners.js";
import { createMessageIds } from "./message-id.js";
import { watchNavigation } from "./navigation.js";
import type { SafarOptions } from "./options.js";
import { contextOf } from "./page-context.js";
import { watchPage } from "./page-lifecycle.js";
import { asksForPrivacy } from "./privacy-signals.js";
import { inSlices } from "./slices.js";
import { hashTraits } from "./trait-hash.js";
import { createVisitor } from "./visitor.js";
import type { WebEvent } from "./web-event.js";

/** When and where the calls were made that are made now, if not now and here. */
export type Moment = [time?: number, href?: string];

export type Instance = readonly [safar: Safar, moment: Moment];

/** An event that waits for the visitor's consent, or to be seen: in memory, without an id of the visitor. */
type Held = readonly [json: string, time: number, href: string];

/** A hash in JSON, with the name of its trait. */
const hashBytes = 100;
/** Longer ids of users are none: they would be too much for every event that comes after. */
const maxUserId = 1_000;

/**
 * Makes an instance: from its calls to events in the queue, or to counted drops. No call throws.
 *
 * @param name of the instance and its queue
 * @param host the collector's address; without one it says so in the console, and drops all that is tracked
 */
export function createSafar(options: SafarOptions, name: string, host: string | undefined): Instance {
  const { cookieless, cookieDomain = "", sessionTimeout = 1_800_000, maxEvents = 10_000 } = options;
  const { beforeSend, respectPrivacySignals, trackPages, hashTraits: hashed = [] } = options;
  const isUsable = host && typeof document === "object";
  const { on_: on, emit_: emit } = createListeners<SafarEvents>();
  const newId = createMessageIds();
  const visitor = createVisitor(cookieDomain, sessionTimeout, newId);
  let use = createEventStore(name, cookieless);
  const dropped: Partial<Record<DropReason, number>> = {};
  const moment: Moment = [];
  let { consent = "granted" } = options;
  let referrer = isUsable ? document.referrer : "";
  let own = new Map<string, string>();
  let held: Held[] = [];
  /** Whether it is seen: a page rendered ahead waits for its visitor. */
  let isActive = isUsable && !(document as { prerendering?: boolean }).prerendering;
  let delivery: Delivery | undefined;
  let tracked = 0;
  let sent = 0;

  const onStep = (step: EventStep["step"], json: string, attemptNumber?: number): void => {
    emit("event", () => {
      const event: WebEvent = JSON.parse(json);
      return { step, messageId: event.messageId, event, attempt: attemptNumber };
    });
  };

  const drop: Drop = (reason, json, code = reason, message = code) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    emit("drop", () => ({ reason, code, message, messageId: json && JSON.parse(json).messageId, json }));
  };

  /** What a shop gives may throw wherever it is looked at. */
  const guarded = (run: () => void, reason: DropReason = "not_serialisable"): void => {
    try {
      run();
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

  const start = (): Delivery => {
    if (!cookieless) visitor.remember_();
    delivery ??= createDelivery(own, name, host!, options, use, drop, emit, onStep, (json, isOwn) => {
      if (isOwn) sent++;
      onStep("acknowledged", json);
    });
    return delivery;
  };

  const enqueue = (event: WebEvent, time: number): void => {
    const hashing = hashTraits(event, hashed);
    let key: string | undefined;
    const put = (isReady: boolean): void => {
      const json = JSON.stringify(event);
      // With room for the hashes, so that the key and the queue's size stay true.
      const size = new TextEncoder().encode(json).length + hashBytes * hashed.length;
      if (json && size <= MAX_EVENT_BYTES) {
        key ??= eventKey(newId(time), size);
        if (isReady) onStep("made", json);
        start().add_(key, json, isReady);
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
          start();
          const event: WebEvent = JSON.parse(json);
          const { id, user, visit } = visitor.visit_(time, href);
          event.context = { ...visit, ...event.context };
          event.anonymousId ??= id!;
          if (event.type === "alias") event.previousId ??= (user ?? event.anonymousId)!;
          event.userId ??= user as string;
          guarded(() => {
            const result = beforeSend ? beforeSend(event) : event;
            if (result === null) return drop("before_send");
            guarded(() => enqueue(result ?? event, time));
          }, "before_send");
        });
      return entry;
    }, isUrgent);

  const refuse = async (): Promise<void> => {
    const jsons = [...held.map(([json]) => json), ...own.values()];
    delivery?.end_();
    delivery = undefined;
    own = new Map();
    held = [];
    visitor.forget_();
    for (const json of jsons) drop("consent", json);
    // What is stored from now on waits for the deletion; who has the database open still lets go of it.
    use = createEventStore(name, cookieless);
    takeLastWords(name, async () => true);
    await attempt(() => inTime(promisifyRequest(indexedDB.deleteDatabase(name))).catch(() => {}));
  };

  const applyConsent = (): void => {
    if (consent === "denied") void refuse();
    if (isAllowed()) {
      start();
      release();
    }
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
      const json = JSON.stringify({
        ...fields,
        type,
        userId: userId ?? visitor.read_().user,
        messageId: messageId ?? newId(time),
        timestamp: typeof timestamp === "string" ? timestamp : new Date(timestamp ?? time).toISOString(),
        properties: type === "page" ? { ...around.page, ...objectOf(properties) } : properties,
        context: { ...around, ...objectOf(context) },
      });
      held.push([json, time, href]);
      release();
      if (held.length > maxEvents) drop("queue_full", held.shift()![0]);
    });
  };

  const calls = {
    reset: visitor.reset_,
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
      release(true);
      if (!isAllowed()) return !held.length;
      return delivery?.flush_(attempt(() => given!.timeout) ?? 10_000) ?? true;
    },
    on,
    get stats() {
      return { tracked, queued: held.length + own.size, sent, dropped: { ...dropped } };
    },
    get anonymousId() {
      return isAllowed() ? visitor.read_().id : undefined;
    },
    // biome-ignore lint/suspicious/noExplicitAny: its other calls follow
  } as any;
  for (const type in fieldsOf) calls[type] = (...given: unknown[]) => record(type as CallType, given);
  const table: Readonly<Record<string, Readonly<Record<string, string>>>> = commerceVerbs;
  for (const subject in table) {
    calls[subject] = {};
    for (const verb in table[subject]) calls[subject][verb] = calls.track.bind(0, table[subject][verb]);
  }

  const whenSeen = new Promise<unknown>((resolve) => {
    if (isActive) resolve(0);
    else if (isUsable) document.addEventListener("prerenderingchange", resolve);
    else console.error("Safar needs a writeKey and a host.");
  });
  if (!isUsable || (consent === "granted" && respectPrivacySignals !== false && asksForPrivacy()))
    consent = "denied";
  void whenSeen.then(() => {
    isActive = true;
    applyConsent();
    watchPage(
      (isEnd) => {
        release(isEnd);
        delivery?.leave_(isEnd);
      },
      () => {
        if (delivery?.signal_.aborted) {
          // Nobody tells a page that was put away what became of its last requests: it sends again.
          delivery = undefined;
          start();
        }
        delivery?.resume_();
      },
    );
    if (/^[af]/.test(trackPages!)) calls.page();
    if (trackPages === "all") {
      watchNavigation((before) => {
        referrer = before;
        calls.page();
      });
    }
  });

  return [calls, moment];
}
