import { sizeOfKey } from "./event-key.js";

/** The first keys that make a batch: at most so many, and at most so many bytes, but at least one. */
export function batchOfKeys(keys: readonly string[], maxEvents: number, maxBytes: number): string[] {
  const batch: string[] = [];
  let bytes = 0;
  for (const key of keys) {
    bytes += sizeOfKey(key) + 1;
    if (batch.length >= maxEvents || (batch.length > 0 && bytes > maxBytes)) break;
    batch.push(key);
  }
  return batch;
}
