import { type CallType, commerceEvent, orderStep } from "./names.js";

/** An event's section of the events table; see `clickhouse/migrations/0001_events.sql`. */
export type EventKind = "order" | "identity" | "alias" | "commerce" | "page" | "other";

/**
 * The kind of an event, by its call type and, for `track`, its name.
 *
 * The kind is part of the key that deduplicates events. Once released, a name's kind never changes: otherwise a
 * resent event would become a second row. So a commerce event that a later release adds to `names.ts` keeps the
 * kind "other".
 *
 * @param event the name of a tracked event; ignored for the other call types
 */
export function eventKind(type: CallType, event = ""): EventKind {
  switch (type) {
    case "track":
      if (orderStep(event) !== "") return "order";
      return commerceEvent(event) === "" ? "other" : "commerce";
    case "identify":
      return "identity";
    case "alias":
      return "alias";
    case "page":
    case "screen":
      return "page";
    case "group":
      return "other";
  }
}
