import type { DropReason } from "@safar/web/core";

/** A failed request. Passed to "error" listeners, never thrown. */
export class SafarDeliveryError extends Error {
  override readonly name = "SafarDeliveryError";
  /** `http_<status>`, `timeout`, `network`, `not_a_collector` or `closed`. */
  readonly code: string;
  /** Milliseconds until the retry; undefined when there is none. */
  readonly retryInMs: number | undefined;
  /** Why the batch was dropped; undefined when it is retried. */
  readonly reason: DropReason | undefined;

  constructor(
    failure: { readonly code: string; readonly message: string; readonly reason?: DropReason },
    retryInMs?: number,
  ) {
    super(failure.message);
    this.code = failure.code;
    this.reason = failure.reason;
    this.retryInMs = retryInMs;
  }
}
