import { MAX_BATCH_EVENTS } from "@safar/schemas";
import { RequestError } from "./errors.js";

/** The calls that have an address of their own, with its alias. */
export const SINGLE_CALLS = {
  track: ["/v1/track", "/v1/t"],
  identify: ["/v1/identify", "/v1/i"],
  page: ["/v1/page", "/v1/p"],
  screen: ["/v1/screen", "/v1/s"],
  group: ["/v1/group", "/v1/g"],
  alias: ["/v1/alias", "/v1/a"],
} as const;

/** The last is where RudderStack's browser client sends beacons. */
export const BATCH_PATHS = ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"] as const;

/** Every address that takes events by POST. */
export const EVENT_PATHS: ReadonlySet<string> = new Set([
  ...BATCH_PATHS,
  ...Object.values(SINGLE_CALLS).flatMap((paths) => [...paths]),
]);

/** The events of one request and what they share. */
export interface Batch {
  readonly events: readonly unknown[];
  readonly sentAt?: unknown;
  readonly context?: Record<string, unknown> | undefined;
  readonly integrations?: Record<string, unknown> | undefined;
}

/**
 * The events of a batch request. An event that is not even an object stays in its place, so that the answer
 * can refuse it by its index.
 *
 * @throws {RequestError} `invalid_body`, `batch_too_large`
 */
export function readBatch(body: Record<string, unknown>): Batch {
  const { batch, sentAt, context, integrations } = body;
  if (!Array.isArray(batch)) throw new RequestError("invalid_body");
  if (batch.length > MAX_BATCH_EVENTS) throw new RequestError("batch_too_large");
  return {
    events: batch,
    sentAt,
    context: isObject(context) ? context : undefined,
    integrations: isObject(integrations) ? integrations : undefined,
  };
}

/** The one event of a single-call request; the address says its type. */
export function readSingle(type: keyof typeof SINGLE_CALLS, body: Record<string, unknown>): Batch {
  const { sentAt, writeKey: _, ...event } = body;
  return { events: [{ ...event, type }], sentAt };
}

/** @throws {RequestError} `invalid_body` when it is no object */
export function asObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new RequestError("invalid_body");
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
