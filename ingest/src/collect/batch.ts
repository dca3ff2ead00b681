import { MAX_BATCH_EVENTS } from "@safar/schemas";
import { RequestError } from "./errors.js";

/** Calls with an address of their own, and its alias. */
export const SINGLE_CALLS = {
  track: ["/v1/track", "/v1/t"],
  identify: ["/v1/identify", "/v1/i"],
  page: ["/v1/page", "/v1/p"],
  screen: ["/v1/screen", "/v1/s"],
  group: ["/v1/group", "/v1/g"],
  alias: ["/v1/alias", "/v1/a"],
} as const;

/** RudderStack's browser client sends beacons to the last one. */
export const BATCH_PATHS = ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch"] as const;

/** Every address that accepts events by POST. */
export const EVENT_PATHS: ReadonlySet<string> = new Set([
  ...BATCH_PATHS,
  ...Object.values(SINGLE_CALLS).flatMap((paths) => [...paths]),
]);

/** The events of one request and the fields they share. */
export interface Batch {
  readonly events: readonly unknown[];
  readonly sentAt?: unknown;
  readonly context?: Record<string, unknown> | undefined;
  readonly integrations?: Record<string, unknown> | undefined;
}

/**
 * Reads the events of a batch request. An event that is not an object keeps its place, so that the answer can reject
 * it by its index.
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

/** Reads the event of a single-call request. The address determines its type. */
export function readSingle(type: keyof typeof SINGLE_CALLS, body: Record<string, unknown>): Batch {
  const { sentAt, writeKey: _, ...event } = body;
  return { events: [{ ...event, type }], sentAt };
}

/** @throws {RequestError} `invalid_body` when it is not an object */
export function asObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new RequestError("invalid_body");
  return value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
