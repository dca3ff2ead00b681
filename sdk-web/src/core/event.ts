import type { CallType } from "@safar/schemas/names";

/** The fields of a call; which ones matter depends on the type. */
export interface EventFields {
  readonly userId?: string | number | null | undefined;
  readonly anonymousId?: string | number | null | undefined;
  readonly event?: string | undefined;
  readonly name?: string | null | undefined;
  readonly category?: string | null | undefined;
  readonly groupId?: string | number | undefined;
  readonly previousId?: string | number | undefined;
  readonly properties?: object | null | undefined;
  readonly traits?: object | null | undefined;
  readonly context?: object | null | undefined;
  readonly integrations?: object | undefined;
  /** When it happened, if not now: a Date, milliseconds since 1970, or ISO 8601 text. */
  readonly timestamp?: Date | number | string | null | undefined;
  /** The event's id, if the caller has one that is the same when the event is tracked again. */
  readonly messageId?: string | null | undefined;
}

/** The SDK's name and version, for `context.library`. */
export interface Library {
  readonly name: string;
  readonly version: string;
}

/** An event as it goes over the wire. */
export interface TrackedEvent extends Omit<EventFields, "timestamp"> {
  readonly type: CallType;
  readonly messageId: string;
  readonly timestamp: string;
  readonly context: object;
}

/** Fields that every event gets. */
export interface EventStamp {
  readonly messageId: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly library: Library;
}

/**
 * Builds an event from a call's fields. Unknown fields are left out; undefined ones disappear in JSON. A timestamp in
 * text form is passed on unchanged, because only the collector validates it.
 *
 * @throws whatever a getter of `fields` throws, and RangeError for a timestamp that is not a date
 */
export function buildEvent(type: CallType, fields: EventFields, stamp: EventStamp): TrackedEvent {
  const { timestamp, context } = fields;
  return {
    type,
    messageId: fields.messageId ?? stamp.messageId,
    timestamp: timestamp == null ? stamp.timestamp : isoText(timestamp),
    userId: fields.userId,
    anonymousId: fields.anonymousId,
    event: fields.event,
    name: fields.name,
    category: fields.category,
    groupId: fields.groupId,
    previousId: fields.previousId,
    properties: fields.properties,
    traits: fields.traits,
    context: context ? { library: stamp.library, ...context } : { library: stamp.library },
    integrations: fields.integrations,
  };
}

const isoText = (time: Date | number | string): string =>
  typeof time === "string" ? time : new Date(time).toISOString();
