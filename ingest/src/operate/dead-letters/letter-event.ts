import { EVENT_COLUMNS } from "../../event/enrich/event-row.js";
import type { DeadLetter } from "./letters.js";

/** An event that can be replayed, or a sentence that says why not. */
export type LetterEvent = { readonly event: Record<string, unknown> } | { readonly reason: string };

/**
 * Reads the event from a dead letter, to replay it. An event without a timestamp gets the time at which it was first
 * received. A row that the warehouse refused is converted back to an event.
 */
export function letterEvent({
  code,
  body,
  receivedAt,
}: Pick<DeadLetter, "code" | "body" | "receivedAt">): LetterEvent {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { reason: "Its text is not valid JSON: it was cut, or never was an event." };
  }
  if (code === "storage_refused" && Array.isArray(value)) return fromRow(value);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { reason: "Its text is not a JSON object." };
  return { event: { timestamp: `${receivedAt.replace(" ", "T")}Z`, ...value } };
}

/** Converts a row written by `enrich` back to an event. */
function fromRow(values: readonly unknown[]): LetterEvent {
  if (values.length !== EVENT_COLUMNS.length)
    return { reason: "Its row does not have the columns of this release." };
  const column = (name: (typeof EVENT_COLUMNS)[number]) => values[EVENT_COLUMNS.indexOf(name)];
  try {
    const json = (name: (typeof EVENT_COLUMNS)[number]) => JSON.parse(String(column(name))) as object;
    const at = column("timestamp");
    const event = {
      ...json("extra"),
      type: column("type"),
      messageId: column("message_id"),
      event: column("event") || undefined,
      name: column("name") || undefined,
      category: column("category") || undefined,
      timestamp:
        column("original_timestamp") || (typeof at === "number" ? new Date(at).toISOString() : undefined),
      userId: column("user_id") || undefined,
      anonymousId: column("anonymous_id") || undefined,
      previousId: column("previous_id") || undefined,
      groupId: column("group_id") || undefined,
      properties: json("properties"),
      traits: json("traits"),
      context: json("context"),
    };
    return { event };
  } catch {
    return { reason: "Its row can't be parsed." };
  }
}
