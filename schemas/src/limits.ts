/** The sizes a sender stays within. The collector measures after decompression (see "Limits" in the README). */

/** One event as JSON text, in bytes of UTF-8. */
export const MAX_EVENT_BYTES = 32 * 1024;

/** One request body as JSON text, in bytes of UTF-8. */
export const MAX_BATCH_BYTES = 500 * 1024;

/** Events in one batch. */
export const MAX_BATCH_EVENTS = 2_500;

/** Any id that is a text, in characters: message, user, anonymous, group, previous and order ids. */
export const MAX_ID_LENGTH = 512;

/** The name of a tracked event, in characters. */
export const MAX_EVENT_NAME_LENGTH = 512;
