/** The result of one attempt to send a batch, as data: nobody has to parse exception messages. */
export type SendResult = Sent | Retryable | TooLarge | Rejected;

/** Every event is durable or was rejected with a reason. Never send it again. */
export interface Sent {
  readonly kind: "sent";
  readonly rejected: readonly EventRejection[];
}

/** One rejected event of an accepted batch. */
export interface EventRejection {
  /** Its index in the batch. */
  readonly index: number;
  readonly code: string;
  readonly message: string;
}

/** It may not have arrived, or could not be accepted now: a retry can help. */
export interface Retryable {
  readonly kind: "retryable";
  /** `http_<status>`, `timeout`, `network`, or `not_a_collector`. */
  readonly code: string;
  readonly message: string;
  /** Retry-After of the collector for this key, in milliseconds. */
  readonly retryAfterMs?: number;
}

/** The batch is over the collector's limit: smaller ones can pass. */
export interface TooLarge {
  readonly kind: "too_large";
  readonly code: string;
  readonly message: string;
}

/** The whole batch was refused; a retry does not help. */
export interface Rejected {
  readonly kind: "rejected";
  readonly reason: "rejected" | "unauthorized" | "gave_up";
  readonly code: string;
  readonly message: string;
}
