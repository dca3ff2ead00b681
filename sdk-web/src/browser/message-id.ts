import { hexOf } from "./hex.js";

/** The lowest 12 bits count the ids of a millisecond, so that a page's ids only grow. */
let latest = 0;

/**
 * Makes an id as core/message-id.ts does, in less code and more time: a page has few of them.
 *
 * @param now milliseconds since 1970
 */
export function newId(now = Date.now()): string {
  latest = Math.max(now * 4096, latest + 1);
  const digits = latest.toString(16).padStart(15, "0") + hexOf(crypto.getRandomValues(new Uint8Array(8)));
  return digits.replace(/(.{8})(.{4})(.{3})(.{3})(.{12})./, "$1-$2-7$3-8$4-$5");
}
