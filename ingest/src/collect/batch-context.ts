import { measure, TOO_DEEP } from "../event/validate/measure.js";
import type { Batch } from "./batch.js";
import { RequestError } from "./errors.js";

/** What a batch's own fields add to each of its events. */
export interface SharedFields {
  /** Their JSON text, in bytes of UTF-8; 0 without any. */
  readonly bytes: number;
  readonly tooDeep: boolean;
}

/**
 * The bytes that the events of one request may take once the batch's fields are copied into each. Without it a
 * request of the allowed size could become 2,500 times as large.
 */
export const MAX_COPIED_BYTES = 2 * 1024 * 1024;

/**
 * Measures what a batch shares before it is copied into every event.
 *
 * @throws {RequestError} `batch_too_large`
 */
export function measureShared(
  { context, integrations, events }: Batch,
  stringify: (value: unknown) => string | undefined,
): SharedFields {
  if (context === undefined && integrations === undefined) return { bytes: 0, tooDeep: false };
  const shared = { context, integrations };
  // One level is the event's own.
  if (measure(shared) === TOO_DEEP) return { bytes: 0, tooDeep: true };
  const bytes = Buffer.byteLength(stringify(shared) ?? "");
  if (bytes * events.length > MAX_COPIED_BYTES) throw new RequestError("batch_too_large");
  return { bytes, tooDeep: false };
}
