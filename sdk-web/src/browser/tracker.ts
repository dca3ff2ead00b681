import { MAX_EVENT_BYTES } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import { checkCall } from "../core/check-call.js";
import type { DropReason } from "../core/drop-reason.js";
import type { EventFields } from "../core/event.js";
import { eventKey } from "../core/event-key.js";
import type { Listeners } from "../core/listeners.js";
import { sentence } from "../core/sentences.js";
import { attempt } from "./attempt.js";
import { createDelivery, type Delivery } from "./delivery.js";
import type { Drop } from "./drop.js";
import { createEventStore } from "./event-store.js";
import type { EventStep, SafarEvents, WebStatistics } from "./events.js";
import { library } from "./library.js";
import { createMessageIds } from "./message-id.js";
import type { Consent } from "./options.js";
import { browserContext, pageContext } from "./page-context.js";
import type { Settings } from "./settings.js";
import { inSlices } from "./slices.js";
import { hashTraits } from "./trait-hash.js";
import { createVisitor, type Visitor } from "./visitor.js";
import type { WebEvent } from "./web-event.js";

/** What a hashed trait adds to an event, with room for its name. */
const hashBytes = 100;

/** When and where a call was made. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly href: string;
  readonly referrer: string;
}

/** An event that waits for the visitor's consent, or to be seen: in memory, without an id of the visitor. */
type Held = readonly [json: string, moment: Moment];

/** From a call to an event in the queue, or to a counted drop. Nothing here throws. */
export interface Tracker {
  readonly visitor: Visitor;
  record(type: CallType, read: () => EventFields, moment: Moment): void;
  /** The page is there to be seen: from now on what consent allows is done. */
  activate(): void;
  setConsent(consent: Consent): void;
  /** Whether the visitor may be known now. */
  isAllowed(): boolean;
  flush(timeoutMs: number): Promise<boolean>;
  leave(isGone: boolean): void;
  resume(): void;
  forget(): Promise<void>;
  statistics(): WebStatistics;
}

/** @param isHeard whether anybody listens for the steps of events: telling them costs reading the event again */
export function createTracker(
  settings: Settings,
  first: Consent,
  { emit }: Listeners<SafarEvents>,
  isHeard: () => boolean,
): Tracker {
  const { name, cookieless, beforeSend, maxEvents, maxBytes } = settings;
  const newId = createMessageIds();
  const visitor = createVisitor(settings.cookieDomain, settings.sessionTimeout, () => newId(Date.now()));
  const encoder = new TextEncoder();
  const dropped: Partial<Record<DropReason, number>> = {};
  const held: Held[] = [];
  let heldBytes = 0;
  let consent = first;
  let isActive = false;
  let delivery: Delivery | undefined;
  let tracked = 0;
  let sent = 0;

  const onStep = (step: EventStep["step"], json: string, attemptNumber?: number): void => {
    if (!isHeard()) return;
    const event: WebEvent = JSON.parse(json);
    emit("event", { step, messageId: event.messageId, event, attempt: attemptNumber });
  };

  const drop: Drop = (reason, code, json, message = sentence(code)) => {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    const messageId = json && JSON.parse(json).messageId;
    emit("drop", { reason, code, message, messageId, json });
  };

  /** What a shop gives may throw wherever it is looked at. */
  const guarded = (reason: DropReason, code: string, run: () => void): void => {
    try {
      run();
    } catch (error) {
      drop(
        reason,
        code,
        undefined,
        sentence(
          code,
          attempt(() => `${error}`),
        ),
      );
    }
  };

  const newStore = () => (cookieless ? undefined : createEventStore(name));

  const start = (): Delivery => {
    if (!cookieless) visitor.remember();
    delivery ??= createDelivery(settings, newStore(), drop, emit, onStep, (json, isOwn) => {
      if (isOwn) sent++;
      onStep("acknowledged", json);
    });
    return delivery;
  };

  /** The text of an event, if it is not too long. */
  const write = (event: WebEvent, take: (json: string, bytes: number) => void): void => {
    const json = JSON.stringify(event);
    const { length } = encoder.encode(json);
    if (length <= MAX_EVENT_BYTES) take(json, length);
    else drop("too_large", "event_too_large", json, sentence("event_too_large", event.type, length));
  };

  const enqueue = (event: WebEvent, time: number): void => {
    let key: string;
    const hashed = hashTraits(event, settings.hashTraits);
    const add = (isReady: boolean): void =>
      write(event, (json, bytes) => {
        key ??= eventKey(newId(time), isReady ? bytes : bytes + hashBytes * settings.hashTraits.length);
        if (isReady) onStep("made", json);
        start().add(key, json, isReady);
      });
    add(!hashed);
    hashed?.then(() => add(true));
  };

  /** Everything about an event that needs the visitor's consent. */
  const finish = (event: WebEvent, { time, href }: Moment): void => {
    start();
    event.context = { ...visitor.visit(time, href), ...event.context };
    event.anonymousId ??= visitor.anonymous();
    const user = visitor.user() as string;
    if (event.type === "alias") event.previousId ??= user ?? event.anonymousId;
    event.userId ??= user;
    guarded("before_send", "before_send_failed", () => {
      const result = beforeSend ? beforeSend(event) : event;
      if (result === null) drop("before_send", "before_send");
      else guarded("not_serialisable", "not_serialisable", () => enqueue(result ?? event, time));
    });
  };

  const isAllowed = () => consent === "granted" && isActive;

  const takeHeld = (): Held | undefined => {
    const entry = held.shift();
    heldBytes -= entry?.[0].length ?? 0;
    return entry;
  };

  /** In slices, so that a long wait does not end in a long task; at once when the page ends. */
  const release = (isUrgent: boolean): void =>
    inSlices(() => {
      const entry = isAllowed() && takeHeld();
      if (entry)
        guarded("not_serialisable", "not_serialisable", () => finish(JSON.parse(entry[0]), entry[1]));
      return !!entry;
    }, isUrgent);

  const refuse = async (code: string): Promise<void> => {
    for (let entry = takeHeld(); entry; entry = takeHeld()) drop("consent", code, entry[0]);
    visitor.forget();
    await attempt(() => delivery?.destroy(code) ?? newStore()?.destroy())?.catch(() => {});
  };

  const applyConsent = (): void => {
    if (consent === "denied") void refuse("consent");
    if (!isAllowed()) return;
    start();
    release(false);
  };

  return {
    visitor,
    record(type, read, moment) {
      tracked++;
      if (consent === "denied") return drop("consent", "consent");
      guarded("not_serialisable", "not_serialisable", () => {
        const fields = read();
        const { timestamp, properties, anonymousId } = fields;
        const problem = checkCall(type, { previousId: "-", ...fields, anonymousId: anonymousId ?? "-" });
        if (problem) return drop("invalid", problem.code, undefined, problem.message);
        const page = pageContext(moment.href, moment.referrer);
        const event = {
          ...fields,
          type,
          messageId: fields.messageId ?? newId(moment.time),
          timestamp:
            typeof timestamp === "string" ? timestamp : new Date(timestamp ?? moment.time).toISOString(),
          properties: type === "page" ? { ...page, ...properties } : properties,
          context: { library, page, ...browserContext(), ...fields.context },
        } as WebEvent;
        if (isAllowed() && !held.length) return finish(event, moment);
        event.userId ??= visitor.user() as string;
        write(event, (json) => {
          held.push([json, moment]);
          heldBytes += json.length;
          while (held.length > maxEvents || heldBytes > maxBytes) {
            drop("queue_full", "queue_full", takeHeld()?.[0]);
          }
        });
      });
    },
    activate() {
      isActive = true;
      applyConsent();
    },
    setConsent(next) {
      if (!["granted", "denied", "pending"].includes(next) || next === consent) return;
      consent = next;
      applyConsent();
    },
    isAllowed,
    async flush(timeoutMs) {
      release(true);
      return isAllowed() ? start().flush(timeoutMs) : !held.length;
    },
    leave(isGone) {
      release(isGone);
      delivery?.leave(isGone);
    },
    resume: () => delivery?.resume(),
    forget: () => refuse("forgotten"),
    statistics() {
      const [waiting, inFlight] = delivery?.counts() ?? [0, 0];
      return { tracked, queued: held.length + waiting - inFlight, inFlight, sent, dropped: { ...dropped } };
    },
  };
}
