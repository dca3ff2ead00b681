import { MAX_PRODUCTS_EVENT_BYTES } from "@safar/schemas/limits";
import type { CallType } from "@safar/schemas/names";
import type { DropReason } from "../core/drop-reason.js";
import { eventKey } from "../core/event-key.js";
import { attempt } from "./attempt.js";
import { fieldsOf, objectOf } from "./call-fields.js";
import type { Delivery } from "./delivery.js";
import { stringify } from "./json.js";
import { newId } from "./message-id.js";
import type { Observers } from "./observers.js";
import type { SafarOptions } from "./options.js";
import { contextOf } from "./page-context.js";
import type { Queue } from "./queue.js";
import { inSlices } from "./slices.js";
import { hashTraits } from "./trait-hash.js";
import type { Visitor } from "./visitor.js";
import type { WebEvent } from "./web-event.js";

/** When and where the calls were made that are made now, if not now and here. */
export type Moment = [time?: number, href?: string];

/** An event that waits for the visitor's consent, or to be seen: in memory, without an id of the visitor. */
type Held = readonly [json: string, time: number, href: string];

/** Makes events of the calls: holds them until the visitor may be known, then puts them in the queue. */
export interface Recorder {
  readonly held_: Held[];
  /** Takes a call's event as it is now, and holds it. */
  record_(type: CallType, given: unknown[], referrer: string, moment: Moment): void;
  /**
   * Everything about events that needs the visitor's consent: in slices, so that a long wait does not end in a long
   * task; at once when the page ends.
   */
  release_(isUrgent?: boolean): void;
}

/** A hash in JSON, with the name of its trait. */
const hashBytes = 100;
/** Longer ids of users are ignored: they would be too much for every event that comes after. */
const maxUserId = 1_000;

export function createRecorder(
  { beforeSend, hashTraits: hashed = [], maxEvents = 10_000 }: SafarOptions,
  isAllowed: () => boolean | string | undefined,
  visitor: Visitor,
  queue: Queue,
  delivery: Delivery,
  observers: Observers,
): Recorder {
  const held: Held[] = [];

  /** What a shop gives may throw wherever it is looked at. */
  const guarded = <Result>(
    run: () => Result,
    reason: DropReason = "not_serialisable",
  ): Result | undefined => {
    try {
      return run();
    } catch (error) {
      observers.drop_(
        reason,
        undefined,
        reason,
        attempt(() => `${error}`),
      );
    }
  };

  /** Puts an event in the queue; where traits are hashed, it may be sent only when they are. */
  const enqueue = (event: WebEvent, time: number): void => {
    const hashing = hashTraits(event, hashed);
    let key: string | undefined;
    const put = (isReady: boolean): void => {
      const json = stringify(event);
      // With room for the hashes, so that the key and the queue's size stay true.
      const size = new TextEncoder().encode(json).length + hashBytes * hashed.length;
      if (json && size <= MAX_PRODUCTS_EVENT_BYTES) {
        key ??= eventKey(newId(time), size);
        queue.put_(key, json, isReady);
        delivery.wake_();
      } else observers.drop_("too_large", json);
    };
    put(!hashing);
    // Unless the visitor was forgotten meanwhile.
    hashing?.then(() => queue.own_.has(key!) && put(true));
  };

  return {
    held_: held,
    record_(type, given, referrer, moment) {
      guarded(() => {
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
    },
    release_(isUrgent) {
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
              return result === undefined ? event : result || observers.drop_("before_send");
            }, "before_send");
            if (wanted) enqueue(wanted, time);
          });
        return entry;
      }, isUrgent);
      if (held.length > maxEvents) observers.drop_("queue_full", held.shift()![0]);
    },
  };
}
