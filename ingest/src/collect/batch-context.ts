import { RequestError } from "../errors.js";
import { nestsTooDeep } from "../validate/nesting.js";
import type { Batch } from "./batch.js";

/** What a batch's context adds to each of its events. */
export interface SharedContext {
  /** Its JSON text, in bytes of UTF-8; 0 without one. */
  readonly bytes: number;
  readonly tooDeep: boolean;
}

/**
 * The bytes that the events of one request may take once the batch's context is copied into each. Without it a
 * request of the allowed size could become 2,500 times as large.
 */
export const MAX_COPIED_BYTES = 16 * 1024 * 1024;

/**
 * Measures a batch's context before it is copied into every event.
 *
 * @throws {RequestError} `batch_too_large`
 */
export function measureContext(
  { context, events }: Batch,
  stringify: (value: unknown) => string | undefined,
): SharedContext {
  if (context === undefined) return { bytes: 0, tooDeep: false };
  // One level is the event's own.
  if (nestsTooDeep({ context })) return { bytes: 0, tooDeep: true };
  const bytes = Buffer.byteLength(stringify(context) ?? "");
  if (bytes * events.length > MAX_COPIED_BYTES) throw new RequestError("batch_too_large");
  return { bytes, tooDeep: false };
}
