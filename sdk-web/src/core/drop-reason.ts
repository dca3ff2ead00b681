/**
 * Why an event was dropped. The list is closed, so that every lost event is counted by its cause.
 *
 * | reason | the event |
 * |---|---|
 * | `invalid` | cannot be made from this call: a required field is missing or of a wrong type |
 * | `not_serialisable` | cannot be written as JSON: a BigInt, a cycle, a getter that throws |
 * | `too_large` | is over the collector's limit for one event |
 * | `queue_full` | found the queue full, or made room for a newer one |
 * | `rejected` | was refused by the collector for what it holds |
 * | `unauthorized` | was sent with a write key that the collector does not know |
 * | `gave_up` | could not be delivered within the attempts or the time set for retries |
 * | `closed` | was tracked after `close()`, or was still waiting when the time given to it ran out |
 * | `consent` | in a browser: the visitor said no, took a yes back, or asked to be forgotten |
 * | `before_send` | in a browser: the shop's `beforeSend` let it go, or failed on it |
 */
export const dropReasons = [
  "invalid",
  "not_serialisable",
  "too_large",
  "queue_full",
  "rejected",
  "unauthorized",
  "gave_up",
  "closed",
  "consent",
  "before_send",
] as const;

export type DropReason = (typeof dropReasons)[number];

/** One dropped event. */
export interface Drop {
  readonly reason: DropReason;
  /** More detail than the reason: the collector's code, `http_<status>`, or the code of the invalid argument. */
  readonly code: string;
  /** A sentence: what happened, and what to do about it. */
  readonly message: string;
  /** Undefined when the event has none. */
  readonly messageId: string | undefined;
  /** The event as JSON, for example to store it elsewhere. Undefined when there is none. */
  readonly json: string | undefined;
}
