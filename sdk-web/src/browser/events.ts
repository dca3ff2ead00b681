import type { Drop, DropReason } from "../core/drop-reason.js";
import type { WebEvent } from "./web-event.js";

/**
 * Where the events tracked on this page are: `tracked = queued + sent + all of dropped`, but for
 * those that another tab had to drop, which count there.
 */
export interface WebStatistics {
  readonly tracked: number;
  /** Waiting: for consent, for their batch, for the network, for another tab that sends, or for an answer. */
  readonly queued: number;
  /** Acknowledged by the collector. */
  readonly sent: number;
  /** By reason; a reason that there was no need for is missing. */
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
}

/** One step of an event's way. */
export interface EventStep {
  /**
   * "made" of a call; "queued" where it waits, outliving the page where the browser allows it; "sent" to the
   * collector, which may happen again; "acknowledged" by it, which is the end.
   */
  readonly step: "made" | "queued" | "sent" | "acknowledged";
  readonly messageId: string;
  /** A copy: changing it changes nothing. */
  readonly event: WebEvent;
  /** From 1 on, with "sent". */
  readonly attempt: number | undefined;
}

/** A request that failed, and is sent again. */
export interface DeliveryFailure {
  /** `http_<status>`, or `network` where nothing answered. */
  readonly code: string;
  /** What the collector or the browser said of it, or the code. */
  readonly message: string;
  /** Milliseconds until it is sent again. */
  readonly retryInMs: number;
}

/** What `on()` tells of. */
export interface SafarEvents {
  readonly event: EventStep;
  /** An event was let go. */
  readonly drop: Drop;
  readonly error: DeliveryFailure;
}
