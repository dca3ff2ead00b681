import { EVENT_COLUMNS } from "../../event/enrich/event-row.js";
import type { DeadLetter } from "./letters.js";

/** An event that can be sent again, or in a sentence why there is none. */
export type LetterEvent = { readonly event: Record<string, unknown> } | { readonly reason: string };

/**
 * The event that a dead letter holds, to be sent again. One without a time of its own gets the time at which
 * it was received then; one that the warehouse refused as a row becomes an event again.
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
    return { reason: "Its text is no JSON: it was cut, or never was an event." };
  }
  if (code === "storage_refused" && Array.isArray(value)) return fromRow(value);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { reason: "Its text is no JSON object." };
  return { event: { timestamp: `${receivedAt.replace(" ", "T")}Z`, ...value } };
}

/** The event of a row that `enrich` wrote. */
function fromRow(values: readonly unknown[]): LetterEvent {
  if (values.length !== EVENT_COLUMNS.length)
    return { reason: "Its row has other columns than this release writes." };
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
    return { reason: "Its row can't be read back." };
  }
}
