/** Why the collector rejects an event. A closed list: clients and dead letters are counted by these codes. */
export const EVENT_PROBLEMS = {
  invalid_event: "An event must be a JSON object.",
  invalid_type: 'Set "type" to one of track, identify, page, screen, group, alias.',
  invalid_message_id:
    'Set "messageId" to a text of at most 512 characters that is the same on every retry, or leave it out.',
  invalid_user_id: 'Set "userId" to a text of at most 512 characters, a number or null.',
  invalid_anonymous_id: 'Set "anonymousId" to a text of at most 512 characters, a number or null.',
  missing_identity:
    'Say whose event it is: set "userId" or "anonymousId" to a text of 1 to 512 characters or a number (an alias needs "userId"). Blanks, 0 and placeholders such as "undefined" name nobody.',
  invalid_event_name: 'A track call needs "event": a text of 1 to 512 characters, such as "Order Completed".',
  invalid_name: 'Set "name" and "category" to texts, or leave them out.',
  invalid_properties: 'Set "properties" to a JSON object, or leave it out.',
  invalid_traits: 'Set "traits" to a JSON object, or leave it out.',
  invalid_context: 'Set "context" to a JSON object, or leave it out.',
  invalid_timestamp:
    'Set "timestamp" to an ISO 8601 date and time, such as "2024-05-01T10:00:00.000Z", of the Gregorian calendar from 1900, or to seconds or milliseconds since 1970.',
  missing_order_id:
    'An event of an order needs its id: set "properties.order_id" (or "transaction_id") to a text of 1 to 512 characters or a number, and no placeholder such as "undefined".',
  invalid_group_id: 'Set "groupId" to a text of at most 512 characters, a number or null.',
  missing_group_id: 'A group call needs "groupId": a text of 1 to 512 characters or a number.',
  invalid_previous_id:
    'Set "previousId" to the id used so far: a text of 1 to 512 characters or a number. An alias call needs it.',
} as const;

export type EventProblemCode = keyof typeof EVENT_PROBLEMS;

/** The first problem of an event, and what its sender should do about it. */
export interface EventProblem {
  readonly code: EventProblemCode;
  readonly message: string;
}

/** A problem with its code's message. */
export function eventProblem(code: EventProblemCode): EventProblem {
  return { code, message: EVENT_PROBLEMS[code] };
}
