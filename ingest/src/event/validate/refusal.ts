/** Why an event was rejected. It is part of the answer and of the dead letter. */
export interface Refusal {
  /** A code of the closed list in `@safar/schemas`, or one of {@link COLLECTOR_CODES}. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: string;
}

/** Codes beside those of the schema: size limits, and rows that the engine refuses. */
export const COLLECTOR_CODES = {
  event_too_large:
    "The event is over 32 KiB, or over 480 KB with a list of products, the batch's context included. Send less in properties, traits or context.",
  too_deep: "The event nests more than 64 objects and arrays inside one another. Send it flatter.",
  unreadable_event:
    "The collector failed to read this event because of a bug. The event is kept as a dead letter. Please report it.",
  person_forgotten:
    "This person's events were erased, and this one happened before that. Do not send it again.",
  storage_refused: "The warehouse refused this row. Sending the event again does not help.",
  unreadable_message:
    "Safar did not write this message of the event log. Find out what else writes to its topics.",
} as const;

export type CollectorCode = keyof typeof COLLECTOR_CODES;

export function refusal(code: CollectorCode): Refusal {
  return { code, message: COLLECTOR_CODES[code] };
}
