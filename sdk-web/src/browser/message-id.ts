import type { MessageIds } from "../core/ports.js";

/** Bytes as hex digits, two each. */
export const hexOf = (bytes: ArrayLike<number>): string =>
  Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join("");

/** Makes the ids of core/message-id.ts in less code and more time: a page has few of them. */
export function createMessageIds(): MessageIds {
  let latest = 0;
  return (now) => {
    // The lowest 12 bits count the ids of a millisecond, so that they only grow.
    latest = Math.max(Math.floor(now) * 4096, latest + 1);
    const time = latest.toString(16).padStart(15, "0");
    const [first = 0, ...others] = crypto.getRandomValues(new Uint8Array(8));
    const rest = hexOf(others);
    return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12)}-${hexOf([(first & 63) | 128])}${rest.slice(0, 2)}-${rest.slice(2)}`;
  };
}
