import type { DropReason } from "@safar/web/core";

/** A request that failed. Given to the listeners of "error", never thrown. */
export class SafarDeliveryError extends Error {
  override readonly name = "SafarDeliveryError";
  /** `http_<status>`, `timeout`, `network`, `not_a_collector` or `closed`. */
  readonly code: string;
  /** Milliseconds until the batch is sent again; undefined when it is not. */
  readonly retryInMs: number | undefined;
  /** Why the batch was let go; undefined when it is sent again. */
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
