import { measure, TOO_DEEP } from "../event/validate/measure.js";
import type { Batch } from "./batch.js";
import { RequestError } from "./errors.js";

/** The size of the batch fields that are copied into each event. */
export interface SharedFields {
  /** The size of their JSON text in UTF-8 bytes; 0 when the batch has none. */
  readonly bytes: number;
  readonly tooDeep: boolean;
}

/**
 * Most bytes that the batch fields may take in all events of one request together. Without this limit a request of
 * the allowed size could grow 2,500 times.
 */
export const MAX_COPIED_BYTES = 2 * 1024 * 1024;

/**
 * Measures the shared fields of a batch before they are copied into every event.
 *
 * @throws {RequestError} `batch_too_large`
 */
export function measureShared(
  { context, integrations, events }: Batch,
  stringify: (value: unknown) => string | undefined,
): SharedFields {
  if (context === undefined && integrations === undefined) return { bytes: 0, tooDeep: false };
  const shared = { context, integrations };
  // The event itself is one more level of nesting.
  if (measure(shared) === TOO_DEEP) return { bytes: 0, tooDeep: true };
  const bytes = Buffer.byteLength(stringify(shared) ?? "");
  if (bytes * events.length > MAX_COPIED_BYTES) throw new RequestError("batch_too_large");
  return { bytes, tooDeep: false };
}
