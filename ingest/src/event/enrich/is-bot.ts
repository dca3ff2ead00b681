import { isbot } from "isbot";
import type { KeyKind } from "../../sources/source.js";
import { textCache } from "../text-cache.js";
import { LONGEST_USER_AGENT } from "./device.js";

/** A shop's visitors use a few hundred texts of some 150 characters. */
const REMEMBERED_BYTES = 512 * 1024;

/** Says whether a robot sent an event, by what it says of itself. */
export type IsBot = (userAgent: unknown) => boolean;

/** Makes the check; each text is judged once, as long as it is remembered. */
export function botCheck(): IsBot {
  const verdicts = textCache<boolean>({ longest: LONGEST_USER_AGENT, maxBytes: REMEMBERED_BYTES });
  return (userAgent) => {
    if (typeof userAgent !== "string") return false;
    const text = userAgent.slice(0, LONGEST_USER_AGENT);
    let verdict = verdicts.get(text);
    if (verdict === undefined) {
      verdict = isbot(text);
      verdicts.set(text, verdict);
    }
    return verdict;
  };
}

/**
 * The user agent of the browser that a request came from, for events that tell none themselves. A backend speaks for
 * its customers, and its HTTP library is no robot that visits the shop: every browser, and every robot that loads
 * pages as one, calls itself Mozilla.
 */
export function browserOf(kind: KeyKind, userAgent: string | undefined): string | undefined {
  return kind === "web" && userAgent?.startsWith("Mozilla/") ? userAgent : undefined;
}
