export const eventTypes = ["track", "identify", "page", "screen", "group", "alias"] as const;
export type EventType = (typeof eventTypes)[number];

/** What a caller says of an event; which fields matter depends on the call. */
export interface EventFields {
  readonly userId?: string | null | undefined;
  readonly anonymousId?: string | null | undefined;
  readonly event?: string | undefined;
  readonly name?: string | undefined;
  readonly category?: string | undefined;
  readonly groupId?: string | undefined;
  readonly previousId?: string | undefined;
  readonly properties?: object | undefined;
  readonly traits?: object | undefined;
  readonly context?: object | undefined;
  readonly integrations?: object | undefined;
  /** When it happened, if not now: a Date, milliseconds since 1970, or a text that `Date` can read. */
  readonly timestamp?: Date | number | string | undefined;
  /** The event's identity, if the caller has one that stays the same when it is tracked again. */
  readonly messageId?: string | undefined;
}

/** The software that made an event, for `context.library`. */
export interface Library {
  readonly name: string;
  readonly version: string;
}

/** An event as it goes over the wire. */
export interface TrackedEvent extends Omit<EventFields, "timestamp"> {
  readonly type: EventType;
  readonly messageId: string;
  /** ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly context: object;
}

/** What every event gets, whatever its caller says. */
export interface EventStamp {
  readonly messageId: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly library: Library;
}

/**
 * Makes an event of a call's fields. Fields it does not know are left out; undefined ones vanish in JSON.
 *
 * @throws whatever a getter of `fields` throws, and RangeError for a timestamp that is not a date
 */
export function buildEvent(type: EventType, fields: EventFields, stamp: EventStamp): TrackedEvent {
  const { timestamp, context } = fields;
  return {
    type,
    messageId: fields.messageId ?? stamp.messageId,
    timestamp: isoTime(timestamp ?? stamp.now),
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

const isoTime = (time: Date | number | string): string => new Date(time).toISOString();
