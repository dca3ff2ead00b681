/**
 * The key of a queued event: its UUIDv7, which sorts by time, and its size, so that the keys alone give the size of
 * the queue.
 */
export const eventKey = (id: string, size: number): string => `${id}.${size}`;

/** The size in a key, with the comma that an event needs in a batch. */
export const sizeOfKey = (key: string): number => +key.slice(37) + 1;
