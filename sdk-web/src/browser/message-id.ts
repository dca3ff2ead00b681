import { hexOf } from "./hex.js";

/**
 * Makes the ids of core/message-id.ts in less code and more time: a page has few of them.
 *
 * @returns takes the time, in milliseconds since 1970
 */
export function createMessageIds(): (now?: number) => string {
  let latest = 0;
  return (now = Date.now()) => {
    // The lowest 12 bits count the ids of a millisecond, so that they only grow.
    latest = Math.max(now * 4096, latest + 1);
    const digits = latest.toString(16).padStart(15, "0") + hexOf(crypto.getRandomValues(new Uint8Array(8)));
    return digits.replace(/(.{8})(.{4})(.{3})(.{3})(.{12})./, "$1-$2-7$3-8$4-$5");
  };
}
