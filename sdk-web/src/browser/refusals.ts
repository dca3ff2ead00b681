import type { DropReason } from "../core/drop-reason.js";

/** Why events are let go. */
export interface Refusal {
  readonly reason: DropReason;
  readonly code: string;
  readonly message: string;
}

const refusal = (reason: DropReason, message: string, code: string = reason): Refusal => ({
  reason,
  code,
  message,
});

export const queueFull = refusal("queue_full", "The queue is full: newer events took its place.");
export const tooOld = refusal("gave_up", "It could not be delivered in 30 days.", "too_old");
export const notAllowed = refusal("consent", "The visitor did not agree.");
export const forgotten = refusal("consent", "The visitor is forgotten.", "forgotten");
export const hookDropped = refusal("before_send", "`beforeSend` let it go.");
