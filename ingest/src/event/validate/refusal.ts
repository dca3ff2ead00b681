/** Why one event was refused: the wire answers it, and the dead letters keep it. */
export interface Refusal {
  /** A code of the closed list in `@safar/schemas`, or one of {@link COLLECTOR_CODES}. */
  readonly code: string;
  /** A sentence that says what to do. */
  readonly message: string;
}

/** What the collector refuses beside the rules of the schema: limits of size, and what the engine won't take. */
export const COLLECTOR_CODES = {
  event_too_large:
    "The event is over 32 KiB, or over 480 KB with a list of products, the batch's context included. Send less in properties, traits or context.",
  too_deep: "The event nests more than 64 objects and arrays inside one another. Send it flatter.",
  unreadable_event:
    "The collector could not read this event, which is a fault of its own. The event is kept as a dead letter: report it.",
  person_forgotten:
    "This person's events were erased, and this one happened before that. Do not send it again.",
  storage_refused:
    "The warehouse could not take this row. Nothing about it can be mended by sending it again.",
  unreadable_message:
    "A message of the event log is no row that Safar writes. Find out who else writes to its topics.",
} as const;

export type CollectorCode = keyof typeof COLLECTOR_CODES;

export function refusal(code: CollectorCode): Refusal {
  return { code, message: COLLECTOR_CODES[code] };
}
