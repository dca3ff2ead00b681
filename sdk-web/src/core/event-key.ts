/**
 * The key of a queued event: its UUIDv7, which sorts by time, and its size, so that the size of a whole
 * queue is known from its keys.
 */
export const eventKey = (id: string, size: number): string => `${id}.${size}`;

/** The size in a key. */
export const sizeOfKey = (key: string): number => +key.slice(37);

/** What any key of an event made before `time` (milliseconds since 1970) is less than. */
export const firstKeyAt = (time: number): string => {
  const digits = Math.max(0, time).toString(16).padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
};
