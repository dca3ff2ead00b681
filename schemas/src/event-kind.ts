import { type CallType, commerceEvent, orderStep } from "./names.js";

/** Where an event lies in the events table; see `clickhouse/migrations/0001_events.sql`. */
export type EventKind = "order" | "identity" | "alias" | "commerce" | "page" | "other";

/**
 * The kind of an event, from its call type and, for `track`, its name.
 *
 * The kind is part of the key by which events are deduplicated. Once released, a name's kind never changes:
 * a resent event would otherwise become a second row beside its first. A commerce event that is added to
 * `names.ts` in a later release therefore stays of kind "other".
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
