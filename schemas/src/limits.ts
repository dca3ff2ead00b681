/** Size limits for senders. The collector measures after decompression (see "Limits" in ingest/WIRE.md). */

/** One event as JSON text, in bytes of UTF-8. */
export const MAX_EVENT_BYTES = 32 * 1024;

/** One event that lists products: large enough for an order of 2,000 lines. */
export const MAX_PRODUCTS_EVENT_BYTES = 480_000;

/** One request body as JSON text, in bytes of UTF-8. */
export const MAX_BATCH_BYTES = 500 * 1024;

/** Events in one batch. */
export const MAX_BATCH_EVENTS = 2_500;

/** Length of an id, in characters: message, user, anonymous, group, previous and order ids. */
export const MAX_ID_LENGTH = 512;

/** The name of a tracked event, in characters. */
export const MAX_EVENT_NAME_LENGTH = 512;

/**
 * The size limit of an event, in bytes: {@link MAX_PRODUCTS_EVENT_BYTES} if its properties list `products` (GA4's
 * `items`), else {@link MAX_EVENT_BYTES}.
 *
 * @param event of any content
 */
export function eventByteLimit(event: unknown): number {
  const properties = (event as { properties?: { products?: unknown; items?: unknown } | null } | null)
    ?.properties;
  return Array.isArray(properties?.products ?? properties?.items)
    ? MAX_PRODUCTS_EVENT_BYTES
    : MAX_EVENT_BYTES;
}
