/** An event's row, of what an event is made of. */
export interface EventColumns {
  readonly type: string;
  readonly message_id: string;
  readonly event: string;
  readonly name: string;
  readonly category: string;
  readonly original_timestamp: string;
  readonly user_id: string;
  readonly anonymous_id: string;
  readonly previous_id: string;
  readonly group_id: string;
  readonly properties: string;
  readonly traits: string;
  readonly context: string;
  readonly extra: string;
}

const TEXTS = {
  messageId: "message_id",
  event: "event",
  name: "name",
  category: "category",
  timestamp: "original_timestamp",
  userId: "user_id",
  anonymousId: "anonymous_id",
  previousId: "previous_id",
  groupId: "group_id",
} as const;

/** The event that a row tells of, as far as the row alone can tell: what was sent must be in it. */
export function storedEvent(row: EventColumns): Record<string, unknown> {
  const event: Record<string, unknown> = { ...JSON.parse(row.extra), type: row.type };
  for (const [field, column] of Object.entries(TEXTS)) if (row[column] !== "") event[field] = row[column];
  for (const field of ["properties", "traits", "context"] as const) {
    if (row[field] !== "{}") event[field] = JSON.parse(row[field]);
  }
  return event;
}

/** An event as it was sent, without what the envelope says for it, and without fields that say nothing. */
export function sentEvent(event: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(event).filter(
      ([name, value]) =>
        !["sentAt", "writeKey"].includes(name) && value != null && !isEmptyObject(name, value),
    ),
  );
}

/** These have a column of their own, in which an empty object and none are one. */
function isEmptyObject(name: string, value: unknown): boolean {
  return ["properties", "traits", "context"].includes(name) && Object.keys(value as object).length === 0;
}
