import type { CallProblemCode } from "@safar/web/core";

export type ArgumentErrorCode = "write_key" | "host" | "option" | "timeout" | CallProblemCode;

/**
 * An invalid argument. The constructor throws it; `track()` and the other calls throw it only with `strict: true`,
 * and otherwise count a drop with the reason `invalid`.
 */
export class SafarArgumentError extends Error {
  override readonly name = "SafarArgumentError";
  constructor(
    readonly code: ArgumentErrorCode,
    message: string,
  ) {
    super(message);
  }
}
