import { isbot } from "isbot";
import type { KeyKind } from "../../sources/source.js";
import { textCache } from "../text-cache.js";
import { LONGEST_USER_AGENT } from "./device.js";

/** A shop's visitors use a few hundred user agents of about 150 characters. */
const REMEMBERED_BYTES = 512 * 1024;

/** Whether a user agent is a bot's. */
export type IsBot = (userAgent: unknown) => boolean;

/** Makes a check that caches its results. */
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
 * The user agent of the request, for events that name none, if a browser sent it. A backend sends for its customers,
 * and its HTTP library is not a bot that visits the shop. All browsers, and all bots that load pages, start with
 * "Mozilla".
 */
export function browserOf(kind: KeyKind, userAgent: string | undefined): string | undefined {
  return kind === "web" && userAgent?.startsWith("Mozilla/") ? userAgent : undefined;
}
