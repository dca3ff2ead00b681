/** How one sending of a batch ended. It is data: nobody has to read the message of an exception. */
export type SendResult = Sent | Retryable | TooLarge | Rejected;

/** Every event was made durable or refused with a reason. Never send it again. */
export interface Sent {
  readonly kind: "sent";
  readonly rejected: readonly EventRejection[];
}

/** One event of an accepted batch that the collector refused. */
export interface EventRejection {
  /** Its place in the batch. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** Nobody knows whether it arrived, or it could not be taken now: sending it again can help. */
export interface Retryable {
  readonly kind: "retryable";
  /** `http_<status>`, `timeout`, `network`, or `not_a_collector`. */
  readonly code: string;
  readonly message: string;
  /** How long the collector asked everyone with this key to wait, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The batch is over the collector's limit: smaller ones can pass. */
export interface TooLarge {
  readonly kind: "too_large";
  readonly code: string;
  readonly message: string;
}

/** The batch was refused as a whole, and would be again. */
export interface Rejected {
  readonly kind: "rejected";
  readonly reason: "rejected" | "unauthorized" | "gave_up";
  readonly code: string;
  readonly message: string;
}
