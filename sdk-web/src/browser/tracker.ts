import { MAX_EVENT_BYTES } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import { checkCall } from "../core/check-call.js";
import { buildEvent, type EventFields } from "../core/event.js";
import { eventKey } from "../core/event-key.js";
import type { Listeners } from "../core/listeners.js";
import { createMessageIds } from "../core/message-id.js";
import { noDrops, type Statistics } from "../core/statistics.js";
import { createDelivery, type Delivery } from "./delivery.js";
import type { SafarEvents } from "./events.js";
import { createIndexedDbStore } from "./indexeddb-store.js";
import { library } from "./library.js";
import type { Consent } from "./options.js";
import { browserContext, pageContext } from "./page-context.js";
import { forgotten, hookDropped, notAllowed, queueFull, type Refusal } from "./refusals.js";
import type { Settings } from "./settings.js";
import { inSlices } from "./slices.js";
import { hashTraits } from "./trait-hash.js";
import { createVisitor, type Visitor } from "./visitor.js";
import type { WebEvent } from "./web-event.js";

/** When and where a call was made. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly href: string;
  readonly referrer: string;
}

/** An event that waits for the visitor's consent, or to be seen: in memory, without an id of the visitor. */
interface Held extends Moment {
  readonly id: string;
  readonly json: string;
}

/** From a call to an event in the queue, or to a counted drop. Nothing here throws. */
export interface Tracker {
  readonly visitor: Visitor;
  record(type: CallType, fields: () => EventFields, moment: Moment): void;
  /** The page is there to be seen: from now on what consent allows is done. */
  activate(): void;
  consent(consent: Consent): void;
  flush(): Promise<boolean>;
  leave(isGone: boolean): void;
  resume(): void;
  /** Undefined while the visitor may not be known. */
  anonymousId(): string | undefined;
  forget(): Promise<void>;
  statistics(): Statistics;
}

export interface TrackerOptions {
  readonly settings: Settings;
  readonly consent: Consent;
  readonly listeners: Listeners<SafarEvents>;
  /** Whether anybody listens for the steps of events: telling them costs reading the event again. */
  readonly isHeard: () => boolean;
}

export function createTracker({ settings, consent: first, listeners, isHeard }: TrackerOptions): Tracker {
  const { name, cookieless, beforeSend, maxEvents, maxBytes } = settings;
  const messageIds = createMessageIds(
    (words) => void crypto.getRandomValues(words as Uint32Array<ArrayBuffer>),
  );
  const visitor = createVisitor({ ...settings, newId: () => messageIds(Date.now()) });
  const encoder = new TextEncoder();
  const dropped = noDrops();
  const hashing = new Map<string, () => void>();
  let held: Held[] = [];
  let heldBytes = 0;
  let consent = first;
  let isActive = false;
  let isReleasing = false;
  let delivery: Delivery | undefined;
  let tracked = 0;
  let sent = 0;

  const tell = (step: SafarEvents["event"]["step"], json: string, attempt?: number): void => {
    if (!isHeard()) return;
    const event: WebEvent = JSON.parse(json);
    listeners.emit("event", { step, messageId: event.messageId, event, attempt });
  };

  const drop = ({ reason, code, message }: Refusal, json?: string): void => {
    dropped[reason]++;
    const messageId = json && /"messageId":"(.*?)"/.exec(json)?.[1];
    listeners.emit("drop", { reason, code, message, messageId, json });
  };

  const newStore = () => (cookieless ? undefined : createIndexedDbStore(name));

  const start = (): Delivery => {
    delivery ??= createDelivery(settings, newStore(), {
      onQueued: (json) => tell("queued", json),
      onSent: (json, attempt) => tell("sent", json, attempt),
      onAcknowledged(json, isOwn) {
        if (isOwn) sent++;
        tell("acknowledged", json);
      },
      onDrop: drop,
      onBatch: (accepted, rejected) => listeners.emit("flush", { accepted, rejected }),
      onFailure: ({ code, message }, retryInMs, reason) =>
        listeners.emit("error", { code, message, retryInMs, reason }),
      onForget: visitor.forget,
    });
    if (!cookieless) visitor.remember();
    return delivery;
  };

  const enqueue = (id: string, event: WebEvent): void => {
    const json = JSON.stringify(event);
    const { length } = encoder.encode(json);
    if (length > MAX_EVENT_BYTES) return drop(tooLarge(length), json);
    tell("made", json);
    start().add(eventKey(id, length), json);
  };

  /** Everything about an event that needs the visitor's consent. */
  const finish = (id: string, made: WebEvent, { time, href }: Moment): void => {
    start();
    let event = made;
    event.context = { ...visitor.visit(time, href), ...event.context };
    event.anonymousId ??= visitor.id();
    event.userId ??= visitor.user() as string;
    if (event.type === "alias") event.previousId ??= visitor.user() ?? visitor.id();
    if (beforeSend) {
      try {
        const result = beforeSend(event);
        if (result === null || (result as unknown) === false) return drop(hookDropped);
        event = result ?? event;
      } catch (error) {
        return drop({
          ...hookDropped,
          code: "before_send_failed",
          message: `\`beforeSend\` failed: ${error}.`,
        });
      }
    }
    const hashed = hashTraits(event, settings.hashTraits);
    if (!hashed) return enqueue(id, event);
    // The page may end before the hash is there: the event then goes without the trait.
    const done = guarded((): void => {
      if (hashing.delete(id)) enqueue(id, event);
    });
    hashing.set(id, done);
    void hashed.then(done);
  };

  const guarded =
    <Given extends unknown[]>(run: (...given: Given) => void) =>
    (...given: Given): void => {
      try {
        run(...given);
      } catch (error) {
        drop({
          reason: "not_serialisable",
          code: "not_serialisable",
          message: `It cannot be written as JSON: ${textOf(error)}`,
        });
      }
    };

  const isHeld = (): boolean => consent === "pending" || !isActive || isReleasing;

  const hold = (entry: Held): void => {
    held.push(entry);
    heldBytes += entry.json.length;
    while (held.length > maxEvents || (heldBytes > maxBytes && held.length > 0)) {
      const { json } = held.shift() as Held;
      heldBytes -= json.length;
      drop(queueFull, json);
    }
  };

  const finishHeld = guarded(() => {
    const entry = held.shift() as Held;
    heldBytes -= entry.json.length;
    finish(entry.id, JSON.parse(entry.json), entry);
  });

  /** In slices, so that a long wait does not end in a long task; at once when the page ends. */
  const release = (isUrgent: boolean): void => {
    if (consent !== "granted" || !isActive) return;
    isReleasing = true;
    inSlices(() => {
      if (held.length && consent === "granted") finishHeld();
      else isReleasing = false;
      return isReleasing;
    }, isUrgent);
  };

  const refuse = (refusal: Refusal): Promise<unknown> => {
    for (const { json } of held) drop(refusal, json);
    held = [];
    heldBytes = 0;
    hashing.clear();
    visitor.forget();
    return (delivery ? delivery.destroy(refusal) : Promise.resolve(newStore()?.destroy())).catch(() => {});
  };

  const applyConsent = (): void => {
    if (consent === "denied") void refuse(notAllowed);
    else if (consent === "granted" && isActive) {
      start();
      release(false);
    }
  };

  return {
    visitor,
    record(type, read, moment) {
      tracked++;
      if (consent === "denied") return drop(notAllowed);
      guarded(() => {
        const fields = read();
        const problem = checkCall(type, {
          previousId: "-",
          ...fields,
          anonymousId: fields.anonymousId ?? "-",
        });
        if (problem) return drop({ ...problem, reason: "invalid" });
        const page = pageContext(moment.href, moment.referrer);
        const id = messageIds(moment.time);
        const properties = type === "page" ? { ...page, ...fields.properties } : fields.properties;
        const context = { page, ...browserContext(), ...fields.context };
        const stamp = { messageId: id, timestamp: new Date(moment.time).toISOString(), library };
        const event = buildEvent(type, { ...fields, properties, context }, stamp) as WebEvent;
        if (!isHeld()) return finish(id, event, moment);
        event.userId ??= visitor.user() as string;
        const json = JSON.stringify(event);
        if (json.length > MAX_EVENT_BYTES) return drop(tooLarge(json.length), json);
        hold({ ...moment, id, json });
      })();
    },
    activate() {
      isActive = true;
      applyConsent();
    },
    consent(next) {
      if (!["granted", "denied", "pending"].includes(next) || next === consent) return;
      consent = next;
      applyConsent();
    },
    async flush() {
      if (consent !== "granted") return !held.length;
      release(true);
      while (hashing.size) await new Promise((resolve) => setTimeout(resolve, 9));
      await delivery?.flush();
      return isActive;
    },
    leave(isGone) {
      if (isGone) {
        release(true);
        for (const done of hashing.values()) done();
      }
      delivery?.leave(isGone);
    },
    resume: () => delivery?.resume(),
    anonymousId: () => (consent === "granted" && isActive ? visitor.id() : undefined),
    async forget() {
      await refuse(forgotten);
    },
    statistics() {
      const inFlight = delivery?.inFlight ?? 0;
      const queued = held.length + hashing.size + (delivery?.waiting ?? 0) - inFlight;
      return { tracked, queued, inFlight, sent, dropped: { ...dropped } };
    },
  };
}

const tooLarge = (length: number): Refusal => ({
  reason: "too_large",
  code: "event_too_large",
  message: `It has ${length} bytes, the limit is ${MAX_EVENT_BYTES}: put less in it.`,
});

/** Also of something thrown that has no text. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "";
  }
}
