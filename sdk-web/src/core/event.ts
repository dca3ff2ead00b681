import type { CallType } from "@safar/schemas/names";

/** What a caller says of an event; which fields matter depends on the call. */
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
  /** The event's identity, if the caller has one that stays the same when it is tracked again. */
  readonly messageId?: string | null | undefined;
}

/** The software that made an event, for `context.library`. */
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

/** What every event gets, whatever its caller says. */
export interface EventStamp {
  readonly messageId: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly library: Library;
}

/**
 * Makes an event of a call's fields. Fields it does not know are left out; undefined ones vanish in JSON.
 * A timestamp given as text is passed on as it is: the collector's rules for it are the only ones.
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
